package io.netfscache.node.sim;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** The server whose files are cached. A file is a list of versions; a block is represented by who wrote it when. */
final class Origin {
    static final String VOLUME = "export";
    /** Stands for a block that is not there. */
    static final long MISSING = 0;
    /** Stands for a block beyond the end. */
    static final long END = -1;

    /** What a file is at a time. Does not change. */
    static final class Version {
        private final int number;
        private final long size;
        private final long[] blocks;

        Version(int number, long size, long[] blocks) {
            this.number = number;
            this.size = size;
            this.blocks = blocks;
        }

        int number() {
            return number;
        }

        long size() {
            return size;
        }

        /** What a block holds. */
        long block(int index) {
            return index < blocks.length ? blocks[index] : END;
        }
    }

    /** One file. */
    static final class File {
        final int index;
        final Bytes key;
        final CookieId cookie;
        final List<Version> versions = new ArrayList<>();

        File(int index, int blocks) {
            this.index = index;
            this.key = Bytes.utf8("file" + index);
            this.cookie = CookieId.of(VOLUME, key.toArray());
            versions.add(new Version(0, 0, new long[0]));
            resize((long) blocks * Limits.BLOCK_BYTES);
        }

        Version current() {
            return versions.get(versions.size() - 1);
        }

        Bytes aux() {
            return aux(current().number);
        }

        Bytes aux(int version) {
            return Bytes.of(
                    ByteBuffer.allocate(8).putInt(index + 1).putInt(version).array());
        }

        /** Version that coherency data is of. */
        static int versionOf(Bytes aux) {
            return ByteBuffer.wrap(aux.toArray()).getInt(4);
        }

        Version write(int from, int to) {
            Version old = current();
            long[] blocks = old.blocks.clone();
            for (int i = from; i < Math.min(to, blocks.length); i++) {
                blocks[i] = value(i, old.number + 1);
            }
            return add(old.size, blocks);
        }

        /** What lies beyond the smaller end is new, from the start of the block that has that end in it. */
        Version resize(long size) {
            Version old = current();
            long[] blocks = new long[blocks(size)];
            int kept = size == old.size ? blocks.length : (int) (Math.min(size, old.size) / Limits.BLOCK_BYTES);
            for (int i = 0; i < blocks.length; i++) {
                blocks[i] = i < kept ? old.blocks[i] : value(i, old.number + 1);
            }
            return add(size, blocks);
        }

        private Version add(long size, long[] blocks) {
            Version version = new Version(current().number + 1, size, blocks);
            versions.add(version);
            return version;
        }

        private long value(int block, int version) {
            return (long) (index + 1) << 48 | (long) block << 32 | version;
        }
    }

    final List<File> files = new ArrayList<>();

    Origin(int count, int blocks) {
        for (int i = 0; i < count; i++) {
            files.add(new File(i, blocks));
        }
    }

    static int blocks(long size) {
        return (int) ((size + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES);
    }
}
