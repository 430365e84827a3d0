package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Takes a cache of this node out of service, or puts it back. Answered by {@link Ok} when it is done, by {@link ErrorReply}
 * ENOBUFS with NO_SUCH_CACHE, or EIO when the directory cannot be used again. Done already: Ok.
 *
 * @param cacheName one of the node's caches
 * @param online whether it is to be in service
 */
public record WithdrawCache(String cacheName, boolean online) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.WITHDRAW_CACHE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, cacheName, Limits.MAX_NAME_BYTES, "cache name");
        out.writeByte(online ? 1 : 0);
    }

    static WithdrawCache decode(ByteBuf in) {
        return new WithdrawCache(
                Wire.readString(in, Limits.MAX_NAME_BYTES, "cache name"), Wire.readBoolean(in, "online"));
    }
}
