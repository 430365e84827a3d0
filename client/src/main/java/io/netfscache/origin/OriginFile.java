package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;

/** An open file of an origin. For use by one thread at a time. */
public interface OriginFile extends AutoCloseable {
    /**
     * Reads until {@code into} is full or the file ends, and moves its position past the bytes.
     *
     * @return bytes read
     * @throws OriginChangedException when the file is not the one that the open expected: the bytes are of no use
     */
    int read(long position, ByteBuffer into) throws IOException;

    /**
     * Asks, after the reads, whether the file is still the one that the open expected and old enough that a change would
     * have shown: only then may the bytes be stored (COHERENCE 5.6).
     */
    Certification certify() throws IOException;

    /** What {@link #certify()} says. */
    enum Certification {
        /** The bytes are those of the expected coherency data. */
        CERTIFIED,
        /** They are, as far as can be seen, but the file is younger than its timestamps can tell apart: not to be stored. */
        RACY,
        /** The file has changed: the bytes are not to be used. */
        CHANGED
    }

    @Override
    void close();
}
