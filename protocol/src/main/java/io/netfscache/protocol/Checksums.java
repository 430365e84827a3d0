package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;

/**
 * CRC32C of each block of a payload, in order. The last block of an object may be shorter than {@link
 * Limits#BLOCK_BYTES}; its checksum covers the bytes it has.
 */
public final class Checksums {
    private final int[] values;

    private Checksums(int[] values) {
        this.values = values;
    }

    /** Takes {@code values} over; the caller must not change them afterwards. */
    public static Checksums of(int... values) {
        return new Checksums(values);
    }

    /** Of the remaining bytes of {@code payload}, which starts at a block; leaves its position as it was. */
    public static Checksums compute(ByteBuffer payload) {
        int[] values = new int[blocks(payload.remaining())];
        for (int i = 0; i < values.length; i++) {
            values[i] = ofBlock(payload, i);
        }
        return new Checksums(values);
    }

    /** Index of the first block of {@code payload} that does not match, or -1. */
    public int firstMismatch(ByteBuffer payload) {
        if (values.length != blocks(payload.remaining())) {
            throw new IllegalArgumentException(
                    values.length + " checksums for " + payload.remaining() + " bytes of payload");
        }
        for (int i = 0; i < values.length; i++) {
            if (values[i] != ofBlock(payload, i)) {
                return i;
            }
        }
        return -1;
    }

    private static int ofBlock(ByteBuffer payload, int index) {
        int start = index * Limits.BLOCK_BYTES;
        ByteBuffer block = payload.duplicate();
        block.position(payload.position() + start);
        block.limit(Math.min(payload.limit(), block.position() + Limits.BLOCK_BYTES));
        CRC32C crc = new CRC32C();
        crc.update(block);
        return (int) crc.getValue();
    }

    /** Blocks that {@code bytes} from the start of a block touch. */
    public static int blocks(int bytes) {
        return (bytes + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES;
    }

    public int count() {
        return values.length;
    }

    public int at(int block) {
        return values[block];
    }

    public int[] toArray() {
        return values.clone();
    }

    void encode(ByteBuf out) {
        for (int value : values) {
            out.writeInt(value);
        }
    }

    static Checksums decode(ByteBuf in, int count) {
        Wire.require(in, 4 * count, "checksums");
        int[] values = new int[count];
        for (int i = 0; i < count; i++) {
            values[i] = in.readInt();
        }
        return new Checksums(values);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Checksums checksums && Arrays.equals(values, checksums.values);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        return "Checksums[" + values.length + " blocks]";
    }
}
