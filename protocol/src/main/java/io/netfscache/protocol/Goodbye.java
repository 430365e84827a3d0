package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The sender closes the connection on purpose and answers nothing more on it.
 *
 * @param message why
 */
public record Goodbye(String message) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.GOODBYE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, message, Limits.MAX_MESSAGE_BYTES, "message");
    }

    static Goodbye decode(ByteBuf in) {
        return new Goodbye(Wire.readString(in, Limits.MAX_MESSAGE_BYTES, "message"));
    }
}
