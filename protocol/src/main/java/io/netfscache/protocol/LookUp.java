package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Read an object's record and change nothing. Answered by {@link CookieReply}, or ENODATA with {@link Reason#NO_SUCH_OBJECT}. */
public record LookUp(String volumeKey, Bytes objectKey) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LOOK_UP;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
    }

    static LookUp decode(ByteBuf in) {
        return new LookUp(
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"));
    }
}
