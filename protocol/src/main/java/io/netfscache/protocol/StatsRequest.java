package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Ask a node for its counters. Answered by {@link StatsReport}. */
public record StatsRequest() implements Frame {
    @Override
    public FrameType type() {
        return FrameType.STATS_REQUEST;
    }

    @Override
    public void encode(ByteBuf out) {}

    static StatsRequest decode(ByteBuf in) {
        return new StatsRequest();
    }
}
