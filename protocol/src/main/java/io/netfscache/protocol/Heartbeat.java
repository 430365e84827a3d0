package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * A client tells its session node that it lives (COHERENCE 5.2).
 *
 * @param sequence counts the heart-beats of this session
 */
public record Heartbeat(long sequence) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.HEARTBEAT;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeLong(sequence);
    }

    static Heartbeat decode(ByteBuf in) {
        return new Heartbeat(Wire.readLong(in, "sequence"));
    }
}
