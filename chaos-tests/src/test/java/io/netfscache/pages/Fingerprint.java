package io.netfscache.pages;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** Bytes from which one can tell which operation wrote them, and where: each aligned word of a file is a hash of both. */
final class Fingerprint {
    private static final int WORD = Long.BYTES;

    private Fingerprint() {}

    /** What that operation writes from {@code position} on. */
    static byte[] of(long operation, int position, int length) {
        int lead = position % WORD;
        byte[] words = new byte[(lead + length + WORD - 1) / WORD * WORD];
        ByteBuffer into = ByteBuffer.wrap(words).order(ByteOrder.LITTLE_ENDIAN);
        for (long word = position / WORD; into.hasRemaining(); word++) {
            into.putLong(word(operation, word));
        }
        byte[] bytes = new byte[length];
        System.arraycopy(words, lead, bytes, 0, length);
        return bytes;
    }

    private static long word(long operation, long index) {
        long z = operation * 0x9E3779B97F4A7C15L + index * 0xC2B2AE3D27D4EB4FL;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }

    /**
     * Who wrote the bytes, in words.
     *
     * @param bytes that a file has from {@code position} on; the more there are, the surer is the answer
     * @param last number of the last operation
     */
    static String writer(byte[] bytes, int position, long last) {
        if (bytes.length == 0) {
            return "nothing";
        }
        if (allZero(bytes)) {
            return "zeroes";
        }
        for (long operation = last; operation > 0; operation--) {
            if (Arrays.equals(bytes, of(operation, position, bytes.length))) {
                return "what operation " + operation + " wrote";
            }
        }
        return "bytes of no single operation";
    }

    private static boolean allZero(byte[] bytes) {
        for (byte one : bytes) {
            if (one != 0) {
                return false;
            }
        }
        return true;
    }
}
