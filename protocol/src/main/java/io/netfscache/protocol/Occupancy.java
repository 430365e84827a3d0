package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Ask what a node has of one chunk. Answered by {@link Occupied}. */
public record Occupancy(CookieId cookie, ObjectGeneration generation, int chunk) implements Frame {
    public Occupancy {
        if (chunk < 0) {
            throw new ProtocolException("chunk is negative: " + chunk);
        }
    }

    @Override
    public FrameType type() {
        return FrameType.OCCUPANCY;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCookieId(out, cookie);
        generation.encode(out);
        out.writeInt(chunk);
    }

    static Occupancy decode(ByteBuf in) {
        return new Occupancy(Wire.readCookieId(in), ObjectGeneration.decode(in), Wire.readInt(in, "chunk"));
    }
}
