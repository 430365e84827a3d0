package io.netfscache.netfs;

import io.netfscache.protocol.ObjectGeneration;
import java.nio.ByteBuffer;

/**
 * Bytes of one generation of a file, immutable; they are served only to a read of that generation.
 *
 * @param start in the file; whole blocks but for the file's end
 * @param bytes position 0, limit the number of bytes
 */
record Folio(NetfsInode inode, ObjectGeneration generation, long start, ByteBuffer bytes) {
    long end() {
        return start + bytes.limit();
    }

    boolean contains(long position) {
        return position >= start && position < end();
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
