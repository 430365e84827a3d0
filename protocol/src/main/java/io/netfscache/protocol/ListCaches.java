package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Ask a node for its cache directories. Answered by {@link CacheList}. */
public record ListCaches() implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LIST_CACHES;
    }

    @Override
    public void encode(ByteBuf out) {}

    static ListCaches decode(ByteBuf in) {
        return new ListCaches();
    }
}
