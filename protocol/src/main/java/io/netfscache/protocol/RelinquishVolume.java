package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Store the volume's coherency data and, with {@code invalidate}, drop all it has. Answered by {@link Ok}.
 *
 * @param base the coherency data that it was acquired with: what is cached is kept only while the record has these
 */
public record RelinquishVolume(OperationId operation, String volumeKey, Bytes coherency, Bytes base, boolean invalidate)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.RELINQUISH_VOLUME;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeOperationId(out, operation);
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        coherency.encode(out, Limits.MAX_AUX_BYTES, "coherency");
        base.encode(out, Limits.MAX_AUX_BYTES, "base");
        out.writeByte(invalidate ? 1 : 0);
    }

    static RelinquishVolume decode(ByteBuf in) {
        return new RelinquishVolume(
                Wire.readOperationId(in),
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "coherency"),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "base"),
                Wire.readBoolean(in, "invalidate"));
    }
}
