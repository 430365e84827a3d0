package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Ask a node for the records of a volume's objects that it owns, in the order of their ids. Answered by {@link
 * CookieList}.
 *
 * @param after only ids greater than this one; {@link CookieId#LOWEST}: all
 * @param limit at most this many, 1 to {@link Limits#MAX_BATCH}
 */
public record ListCookies(String volumeKey, CookieId after, int limit) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.LIST_COOKIES;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeString(out, volumeKey, Limits.MAX_VOLUME_KEY_BYTES, "volume key");
        Wire.writeCookieId(out, after);
        Wire.writeCount(out, limit, Limits.MAX_BATCH, "limit");
    }

    static ListCookies decode(ByteBuf in) {
        return new ListCookies(
                Wire.readString(in, Limits.MAX_VOLUME_KEY_BYTES, "volume key"),
                Wire.readCookieId(in),
                Wire.readLimit(in, Limits.MAX_BATCH));
    }
}
