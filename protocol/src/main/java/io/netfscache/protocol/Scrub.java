package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A client saw bytes that do not match their checksums: the node reads the blocks again and drops those that are bad. Answered by {@link Scrubbed}.
 * A client cannot drop good blocks this way.
 */
public record Scrub(CookieId cookie, ObjectGeneration generation, long offset, int length) implements Frame {
    public Scrub {
        Wire.checkIo(offset, length, "SCRUB");
    }

    @Override
    public FrameType type() {
        return FrameType.SCRUB;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCookieId(out, cookie);
        generation.encode(out);
        out.writeLong(offset);
        out.writeInt(length);
    }

    static Scrub decode(ByteBuf in) {
        return new Scrub(
                Wire.readCookieId(in),
                ObjectGeneration.decode(in),
                Wire.readSize(in, "offset"),
                Wire.readInt(in, "length"));
    }
}
