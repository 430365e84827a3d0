package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Done; there is nothing more to say. */
public record Ok() implements Frame {
    @Override
    public FrameType type() {
        return FrameType.OK;
    }

    @Override
    public void encode(ByteBuf out) {}

    static Ok decode(ByteBuf in) {
        return new Ok();
    }
}
