package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Answer to {@link AcquireVolume}.
 *
 * @param generation of the volume
 * @param invalidated whether the coherency data differed
 * @param cacheName the cache that it is kept in; empty: the first one in service of each node
 */
public record VolumeAcquired(Generation generation, boolean invalidated, String cacheName) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.VOLUME_ACQUIRED;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeGeneration(out, generation);
        out.writeByte(invalidated ? 1 : 0);
        Wire.writeString(out, cacheName, Limits.MAX_NAME_BYTES, "cache name");
    }

    static VolumeAcquired decode(ByteBuf in) {
        return new VolumeAcquired(
                Wire.readGeneration(in),
                Wire.readBoolean(in, "invalidated"),
                Wire.readString(in, Limits.MAX_NAME_BYTES, "cache name"));
    }
}
