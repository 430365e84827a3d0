package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Ask a node how it is. Answered by {@link StatusReport}. */
public record StatusRequest() implements Frame {
    @Override
    public FrameType type() {
        return FrameType.STATUS_REQUEST;
    }

    @Override
    public void encode(ByteBuf out) {}

    static StatusRequest decode(ByteBuf in) {
        return new StatusRequest();
    }
}
