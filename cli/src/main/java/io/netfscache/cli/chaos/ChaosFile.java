package io.netfscache.cli.chaos;

import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

/**
 * A file of a run: of the same size in each version, made of {@link VersionedBlock}s.
 *
 * @param number from 0 on
 * @param bytes 64 to 256 KiB, of one file in eight just over one chunk; for two of three no multiple of a block
 */
record ChaosFile(int number, int bytes) {
    private static final int LEAST_BLOCKS = 16;
    private static final int BLOCK_CHOICES = 48;

    static List<ChaosFile> some(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new ChaosFile(number, size(number)))
                .toList();
    }

    private static int size(int number) {
        boolean large = number % 8 == 7;
        int blocks =
                LEAST_BLOCKS + (large ? ChaosLimits.CHUNK_BYTES / VersionedBlock.BYTES : number * 19 % BLOCK_CHOICES);
        int rest = number % 3 == 0 ? 0 : VersionedBlock.HEADER_BYTES + number * 613 % 4000;
        return blocks * Limits.BLOCK_BYTES + rest;
    }

    /** At the origin. */
    String path() {
        return String.format(Locale.ROOT, "/file-%03d", number);
    }

    /** In the history. */
    String name() {
        return path().substring(1);
    }

    /** The first block of a chunk that is not the first one; 0 when there is none. */
    int blockOfSecondChunk() {
        return bytes > ChaosLimits.CHUNK_BYTES ? ChaosLimits.CHUNK_BYTES / VersionedBlock.BYTES : 0;
    }

    int blocks() {
        return (bytes + VersionedBlock.BYTES - 1) / VersionedBlock.BYTES;
    }

    /** Bytes of so many blocks from {@code first} on, as far as the file has them. */
    int bytesOf(int first, int blocks) {
        return Math.min(bytes, (first + blocks) * VersionedBlock.BYTES) - first * VersionedBlock.BYTES;
    }

    /** All of a version. */
    byte[] contents(int version) {
        ByteBuffer contents = ByteBuffer.allocate(bytes);
        for (int block = 0; block < blocks(); block++) {
            contents.limit(Math.min(bytes, (block + 1) * VersionedBlock.BYTES));
            VersionedBlock.write(contents, number, version, block);
        }
        return contents.array();
    }
}
