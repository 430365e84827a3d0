package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Answer to {@link Write}.
 *
 * @param storedBytes bytes of blocks that were missing and are stored now; present blocks stay as they were
 */
public record Written(int storedBytes) implements Frame {
    @Override
    public FrameType type() {
        return FrameType.WRITTEN;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeInt(storedBytes);
    }

    static Written decode(ByteBuf in) {
        return new Written(Wire.readInt(in, "stored bytes"));
    }
}
