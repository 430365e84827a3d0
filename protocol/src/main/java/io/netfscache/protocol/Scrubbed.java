package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/** Answer to {@link Scrub}. */
public record Scrubbed(int droppedBlocks) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.SCRUBBED;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeInt(droppedBlocks);
    }

    static Scrubbed decode(ByteBuf in) {
        return new Scrubbed(Wire.readInt(in, "dropped blocks"));
    }
}
