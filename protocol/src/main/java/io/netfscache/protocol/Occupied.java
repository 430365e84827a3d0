package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Answer to {@link Occupancy}.
 *
 * @param bytes of the object that are present in the chunk
 * @param presence one bit per block
 */
public record Occupied(long bytes, Bytes presence) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.OCCUPIED;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(bytes);
        presence.encode(out, Limits.MAX_BITMAP_BYTES, "presence");
    }

    static Occupied decode(ByteBuf in) {
        return new Occupied(Wire.readSize(in, "bytes"), Bytes.decode(in, Limits.MAX_BITMAP_BYTES, "presence"));
    }
}
