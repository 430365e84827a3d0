package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Ask a node what it knows of an object. Answered by {@link ObjectReport}. */
public record Explain(String volumeKey, Bytes objectKey) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.EXPLAIN;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        objectKey.encode(out, Limits.MAX_OBJECT_KEY_BYTES, "object key");
    }

    static Explain decode(ByteBuf in) {
        return new Explain(
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Bytes.decode(in, Limits.MAX_OBJECT_KEY_BYTES, "object key"));
    }
}
