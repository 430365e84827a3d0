package io.netfscache.node.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;

/**
 * A set of blocks of a chunk. One thread at a time changes it; others may look at it meanwhile, and who sees a block in
 * it sees all that was written before the block was added.
 */
final class BlockSet {
    private static final VarHandle WORDS = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] words;
    private final int size;

    BlockSet(int size) {
        this(new long[(size + 63) >>> 6], size);
    }

    private BlockSet(long[] words, int size) {
        this.words = words;
        this.size = size;
    }

    int size() {
        return size;
    }

    boolean contains(int block) {
        return (word(block >>> 6) >>> block & 1) != 0;
    }

    boolean intersects(int from, int to) {
        return next(from, to, true) < to;
    }

    void add(int from, int to) {
        for (int i = from >>> 6; i <= (to - 1) >> 6; i++) {
            WORDS.setRelease(words, i, words[i] | mask(i, from, to));
        }
    }

    void remove(int from, int to) {
        for (int i = from >>> 6; i <= (to - 1) >> 6; i++) {
            WORDS.setRelease(words, i, words[i] & ~mask(i, from, to));
        }
    }

    /** The first block from {@code from} that is in the set, or is not; {@code to} when there is none before it. */
    int next(int from, int to, boolean member) {
        int block = from;
        while (block < to) {
            long rest = (member ? word(block >>> 6) : ~word(block >>> 6)) >>> block;
            if (rest != 0) {
                return Math.min(to, block + Long.numberOfTrailingZeros(rest));
            }
            block = (block | 63) + 1;
        }
        return to;
    }

    int count() {
        int count = 0;
        for (int i = 0; i < words.length; i++) {
            count += Long.bitCount(word(i));
        }
        return count;
    }

    BlockSet copy() {
        return new BlockSet(words.clone(), size);
    }

    /** A copy that is cut, or has room for more. */
    BlockSet resized(int newSize) {
        BlockSet copy = new BlockSet(Arrays.copyOf(words, (newSize + 63) >>> 6), newSize);
        if (newSize < size) {
            copy.remove(newSize, copy.words.length << 6);
        }
        return copy;
    }

    /** The bits of blocks {@code from} to {@code to}, lowest first, beginning with a new byte. */
    byte[] toBitmap(int from, int to) {
        byte[] bitmap = new byte[(to - from + 7) >>> 3];
        for (int block = next(from, to, true); block < to; block = next(block + 1, to, true)) {
            bitmap[(block - from) >>> 3] |= (byte) (1 << ((block - from) & 7));
        }
        return bitmap;
    }

    private long word(int index) {
        return (long) WORDS.getAcquire(words, index);
    }

    private static long mask(int word, int from, int to) {
        int first = Math.max(from - (word << 6), 0);
        int last = Math.min(to - (word << 6), 64);
        return last <= first ? 0 : -1L >>> (64 - (last - first)) << first;
    }
}
