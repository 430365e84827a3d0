package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@link ListCaches}.
 *
 * @param caches at most {@link #MAX_CACHES}
 */
public record CacheList(List<Entry> caches) implements Frame {
    /** Cache directories of one node. */
    public static final int MAX_CACHES = 64;

    public CacheList {
        caches = List.copyOf(caches);
    }

    /**
     * A cache directory of the node.
     *
     * @param directory path, at most {@link Limits#MAX_MESSAGE_BYTES}
     * @param state {@link #ONLINE}, or why it takes no bytes, in words
     * @param diskBytes size of its filesystem
     * @param freeBytes what of that is free
     * @param presentBytes bytes of objects
     * @param maxBytes limit of these; 0: none
     * @param chunks chunk files
     * @param bstopPercent no bytes are taken while less of the filesystem than this is free
     */
    public record Entry(
            String name,
            String directory,
            String state,
            long diskBytes,
            long freeBytes,
            long presentBytes,
            long maxBytes,
            long chunks,
            int bstopPercent) {
        public static final String ONLINE = "online";

        void encode(ByteBuf out) {
            Wire.writeString(out, name, Limits.MAX_NAME_BYTES, "name");
            Wire.writeString(out, directory, Limits.MAX_MESSAGE_BYTES, "directory");
            Wire.writeString(out, state, Limits.MAX_MESSAGE_BYTES, "state");
            out.writeLong(diskBytes);
            out.writeLong(freeBytes);
            out.writeLong(presentBytes);
            out.writeLong(maxBytes);
            out.writeLong(chunks);
            out.writeByte(bstopPercent);
        }

        static Entry decode(ByteBuf in) {
            return new Entry(
                    Wire.readString(in, Limits.MAX_NAME_BYTES, "name"),
                    Wire.readString(in, Limits.MAX_MESSAGE_BYTES, "directory"),
                    Wire.readString(in, Limits.MAX_MESSAGE_BYTES, "state"),
                    Wire.readSize(in, "disk bytes"),
                    Wire.readSize(in, "free bytes"),
                    Wire.readSize(in, "present bytes"),
                    Wire.readSize(in, "max bytes"),
                    Wire.readSize(in, "chunks"),
                    Wire.readByte(in, "bstop"));
        }
    }

    @Override
    public FrameType type() {
        return FrameType.CACHE_LIST;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, caches.size(), MAX_CACHES, "caches");
        caches.forEach(cache -> cache.encode(out));
    }

    static CacheList decode(ByteBuf in) {
        int count = Wire.readCount(in, MAX_CACHES, "caches");
        List<Entry> caches = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            caches.add(Entry.decode(in));
        }
        return new CacheList(caches);
    }
}
