package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Answer to {@link Read}: {@code length} bytes of the object from {@code offset} follow the encoded fields as payload,
 * whole blocks but for the last one of the object.
 *
 * @param checksums one per block of the payload
 */
public record Data(long offset, int length, Checksums checksums) implements Frame {
    /** Bytes of the fields before the checksums. */
    public static final int FIXED_BYTES = 12;

    public Data {
        Wire.checkIo(offset, length, "DATA");
    }

    @Override
    public FrameType type() {
        return FrameType.DATA;
    }

    @Override
    public void encode(ByteBuf out) {
        encodeFixed(out, offset, length);
        checksums.encode(out);
    }

    /** Writes the fields before the checksums; for a node that writes the checksums itself. */
    public static void encodeFixed(ByteBuf out, long offset, int length) {
        out.writeLong(offset);
        out.writeInt(length);
    }

    /** Bytes that the fields and checksums take up when the payload has {@code length} bytes. */
    public static int headBytes(int length) {
        return FIXED_BYTES + 4 * Checksums.blocks(length);
    }

    /** Reads the fields; the payload, all or part of it, stays in {@code in}. */
    public static Data decode(ByteBuf in) {
        long offset = Wire.readSize(in, "offset");
        int length = Wire.checkIo(offset, Wire.readInt(in, "length"), "DATA");
        return new Data(offset, length, Checksums.decode(in, Checksums.blocks(length)));
    }
}
