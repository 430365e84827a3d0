package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.protocol.Limits;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.CRC32C;

/**
 * A block of a file whose contents are a pure function of file, version and place, so that each block that is read tells what
 * it is. It begins with these three and a checksum of the block, and goes on with numbers that they determine; the last
 * block of a file is cut off where the file ends, and has the checksum of what is left.
 */
final class VersionedBlock {
    /** Bytes of a block, as of the cache. */
    static final int BYTES = Limits.BLOCK_BYTES;
    /** Least bytes of the last block of a file. */
    static final int HEADER_BYTES = 20;

    private static final int CHECKSUM_AT = 16;
    private static final int MAGIC = 0x6E66_6373;

    private VersionedBlock() {}

    /** Puts the block, or what there is room for, at the position of {@code into} and fills that to its limit. */
    static void write(ByteBuffer into, int file, int version, int block) {
        ByteBuffer bytes = into.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (bytes.remaining() < HEADER_BYTES || bytes.remaining() > BYTES) {
            throw new IllegalArgumentException("a block of " + bytes.remaining() + " bytes");
        }
        bytes.putInt(MAGIC).putInt(file).putInt(version).putInt(block).putInt(0);
        long number = ((long) file << 40) ^ ((long) version << 20) ^ block;
        while (bytes.remaining() >= Long.BYTES) {
            number += 0x9E37_79B9_7F4A_7C15L;
            long mixed = number * 0xBF58_476D_1CE4_E5B9L;
            bytes.putLong(mixed ^ mixed >>> 31);
        }
        while (bytes.hasRemaining()) {
            bytes.put((byte) number);
        }
        bytes.putInt(CHECKSUM_AT, checksum(bytes));
        into.position(into.limit());
    }

    /**
     * The version of the remaining bytes of {@code bytes}, which should be that block of that file: {@link Answer#TORN} if they
     * are of no single version, {@link Answer#FOREIGN} if they are a whole block of another file or place.
     */
    static int version(ByteBuffer bytes, int file, int block) {
        ByteBuffer from = bytes.slice().order(ByteOrder.LITTLE_ENDIAN);
        if (from.remaining() < HEADER_BYTES
                || from.getInt(0) != MAGIC
                || from.getInt(CHECKSUM_AT) != checksum(from.duplicate().order(ByteOrder.LITTLE_ENDIAN))) {
            return Answer.TORN;
        }
        return from.getInt(4) == file && from.getInt(12) == block ? from.getInt(8) : Answer.FOREIGN;
    }

    /** Of all bytes but the checksum's own. */
    private static int checksum(ByteBuffer bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes.slice(0, CHECKSUM_AT));
        checksum.update(bytes.slice(HEADER_BYTES, bytes.limit() - HEADER_BYTES));
        return (int) checksum.getValue();
    }
}
