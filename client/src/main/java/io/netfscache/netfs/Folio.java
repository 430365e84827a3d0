package io.netfscache.netfs;

import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Bytes of one generation of a file, immutable; they are served only to a read of that generation.
 *
 * @param start in the file; whole blocks but for the file's end
 * @param bytes position 0, limit the number of bytes
 * @param unread of the bytes, how many are still to be delivered for the first time
 */
record Folio(FileNode inode, ObjectGeneration generation, long start, ByteBuffer bytes, AtomicInteger unread) {
    Folio {
        if (start % DirtyPage.BYTES != 0) {
            // Who writes to the block would take the bytes before it for zeroes.
            throw new IllegalArgumentException("a folio of " + inode + " from " + start + " on, within a block");
        }
    }

    Folio(FileNode inode, ObjectGeneration generation, long start, ByteBuffer bytes) {
        this(inode, generation, start, bytes, new AtomicInteger(bytes.limit()));
    }

    long end() {
        return start + bytes.limit();
    }

    boolean contains(long position) {
        return position >= start && position < end();
    }

    /** Counts {@code n} bytes as delivered; how many of them are more than the folio was fetched for. */
    int delivered(int n) {
        int first = Math.min(n, unread.getAndUpdate(left -> left - Math.min(n, left)));
        return n - first;
    }

    /** Copies what it has from {@code position} on, as much as there is space for. */
    int copyTo(long position, ByteBuffer into) {
        int from = (int) (position - start);
        int n = Math.min(into.remaining(), bytes.limit() - from);
        into.put(into.position(), bytes, from, n);
        into.position(into.position() + n);
        return n;
    }
}
