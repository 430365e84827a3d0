package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Look up or make a volume; a different {@code coherency} invalidates it as a whole. Answered by {@link VolumeAcquired}.
 *
 * @param operation makes a retry harmless
 * @param cacheName the named cache to use; empty: any
 */
public record AcquireVolume(OperationId operation, String volumeKey, String cacheName, Bytes coherency)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.ACQUIRE_VOLUME;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeOperationId(out, operation);
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        Wire.writeString(out, cacheName, Limits.MAX_NAME_BYTES, "cache name");
        coherency.encode(out, Limits.MAX_AUX_BYTES, "coherency");
    }

    static AcquireVolume decode(ByteBuf in) {
        return new AcquireVolume(
                Wire.readOperationId(in),
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Wire.readString(in, Limits.MAX_NAME_BYTES, "cache name"),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "coherency"));
    }
}
