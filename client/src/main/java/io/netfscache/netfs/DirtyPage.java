package io.netfscache.netfs;

import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * 4096 bytes of a file, some of them written and not yet at the origin. The others are those of a clean folio, when there was
 * one as the page became dirty, under the generation that was captured with it. Guarded by who has it.
 */
final class DirtyPage {
    static final int BYTES = Limits.BLOCK_BYTES;

    private final byte[] bytes = new byte[BYTES];
    /** Which are written; null: all. */
    private @Nullable BitSet written = new BitSet();

    private ObjectGeneration captured = ObjectGeneration.NONE;

    /** What is not written is as in the folio, which has this page up to the file's end. */
    void capture(Folio clean, long pageStart) {
        clean.copyTo(pageStart, ByteBuffer.wrap(bytes));
        captured = clean.generation();
    }

    /** Of the bytes that are not written; {@link ObjectGeneration#NONE} when those are not here. */
    ObjectGeneration captured() {
        return captured;
    }

    void write(int offset, ByteBuffer from, int n) {
        from.get(bytes, offset, n);
        BitSet known = written;
        if (known != null) {
            known.set(offset, offset + n);
            if (known.nextClearBit(0) >= BYTES) {
                written = null;
            }
        }
    }

    /** The file is cut off at that offset. */
    void cut(int offset) {
        Arrays.fill(bytes, offset, BYTES, (byte) 0);
        BitSet known = written;
        if (known == null) {
            known = new BitSet();
            known.set(0, offset);
        } else {
            known.clear(offset, BYTES);
        }
        written = known;
    }

    /** Offset of the first written byte at or after {@code offset}; {@link #BYTES} when there is none. */
    int nextWritten(int offset) {
        BitSet known = written;
        int next = known == null ? offset : known.nextSetBit(offset);
        return next < 0 ? BYTES : Math.min(next, BYTES);
    }

    /** Offset of the first byte at or after {@code offset} that is not written. */
    int nextUnwritten(int offset) {
        BitSet known = written;
        return known == null ? BYTES : Math.min(BYTES, known.nextClearBit(offset));
    }

    /** Puts the written bytes with an offset from {@code start} to {@code end} over {@code into}, where {@code start} is at {@code index}. */
    void copyWritten(int start, int end, ByteBuffer into, int index) {
        for (int at = nextWritten(start); at < end; at = nextWritten(at)) {
            int stop = Math.min(end, nextUnwritten(at));
            into.put(index + at - start, bytes, at, stop - at);
            at = stop;
        }
    }

    /** Puts all its bytes, written or captured, into {@code into} as far as that has space from {@code index} on. */
    void copyAll(ByteBuffer into, int index) {
        into.put(index, bytes, 0, Math.min(BYTES, into.limit() - index));
    }

    /** Takes over what is written in {@code later}. */
    void add(DirtyPage later) {
        for (int at = later.nextWritten(0); at < BYTES; at = later.nextWritten(at)) {
            int stop = later.nextUnwritten(at);
            write(at, ByteBuffer.wrap(later.bytes, at, stop - at), stop - at);
            at = stop;
        }
    }
}
