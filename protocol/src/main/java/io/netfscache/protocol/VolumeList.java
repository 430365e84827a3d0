package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * Answer to {@link ListVolumes}: a page of the records that the node owns, in the order of their keys.
 *
 * @param volumes at most {@link Limits#MAX_BATCH}
 * @param more whether there are others after the last one
 */
public record VolumeList(List<Entry> volumes, boolean more) implements Frame {
    /** Most bytes of an entry. */
    static final int MAX_ENTRY_BYTES =
            2 + Limits.MAX_VOLUME_KEY_BYTES + 2 + Limits.MAX_AUX_BYTES + 16 + 1 + 2 + Limits.MAX_NAME_BYTES;

    public VolumeList {
        volumes = List.copyOf(volumes);
    }

    /**
     * A volume's record.
     *
     * @param fencePending whether an invalidation of all of it is not known to be complete
     * @param cacheName the cache that it is kept in; empty: the first one in service of each node
     */
    public record Entry(String key, Bytes coherency, Generation generation, boolean fencePending, String cacheName) {
        void encode(ByteBuf out) {
            Wire.writeString(out, key, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
            coherency.encode(out, Limits.MAX_AUX_BYTES, "coherency");
            Wire.writeGeneration(out, generation);
            out.writeByte(fencePending ? 1 : 0);
            Wire.writeString(out, cacheName, Limits.MAX_NAME_BYTES, "cache name");
        }

        static Entry decode(ByteBuf in) {
            return new Entry(
                    Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                    Bytes.decode(in, Limits.MAX_AUX_BYTES, "coherency"),
                    Wire.readGeneration(in),
                    Wire.readBoolean(in, "fence pending"),
                    Wire.readString(in, Limits.MAX_NAME_BYTES, "cache name"));
        }
    }

    @Override
    public FrameType type() {
        return FrameType.VOLUME_LIST;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCount(out, volumes.size(), Limits.MAX_BATCH, "volumes");
        volumes.forEach(volume -> volume.encode(out));
        out.writeByte(more ? 1 : 0);
    }

    static VolumeList decode(ByteBuf in) {
        int count = Wire.readCount(in, Limits.MAX_BATCH, "volumes");
        List<Entry> volumes = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            volumes.add(Entry.decode(in));
        }
        return new VolumeList(volumes, Wire.readBoolean(in, "more"));
    }
}
