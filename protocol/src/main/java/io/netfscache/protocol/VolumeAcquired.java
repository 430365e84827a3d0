package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Answer to {@link AcquireVolume}.
 *
 * @param generation of the volume
 * @param invalidated whether the coherency data differed
 */
public record VolumeAcquired(Generation generation, boolean invalidated) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.VOLUME_ACQUIRED;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeGeneration(out, generation);
        out.writeByte(invalidated ? 1 : 0);
    }

    static VolumeAcquired decode(ByteBuf in) {
        return new VolumeAcquired(Wire.readGeneration(in), Wire.readBoolean(in, "invalidated"));
    }
}
