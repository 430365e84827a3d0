package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Deletes what this node has stored of an object. Answered by {@link Ok}, or by {@link ErrorReply} EBUSY while a client of
 * this node uses it. Deleting cached bytes is always right: no fence, and the record stays.
 */
public record Cull(String volumeKey, Bytes objectKey) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.CULL;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
    }

    static Cull decode(ByteBuf in) {
        return new Cull(
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"));
    }
}
