package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Changes one file of an origin. For use by one thread at a time. What has been written is at the origin for certain only
 * after {@link #commit}; what of it is there when that fails, or is never called, depends on {@link #inPlace}.
 */
public interface OriginWriter extends AutoCloseable {
    /**
     * Whether ranges are written where they belong, so that a failure leaves those before it changed ({@code file:}); or
     * the whole file is replaced, all or nothing (HTTP PUT): then all its bytes are to be written, in order, from 0 on.
     */
    boolean inPlace();

    /**
     * Writes remaining bytes of {@code from} and moves its position past them.
     *
     * @return bytes written: fewer than there are when the origin took no more; at least 1
     * @throws OriginChangedException when somebody else has changed the file meanwhile, as far as that can be seen
     */
    int write(long position, ByteBuffer from) throws IOException;

    /**
     * Ends the change: gives the file its new size and has it on stable storage if {@code durable}.
     *
     * @return size and coherency data of what this change has made
     * @throws OriginChangedException when somebody else has changed the file meanwhile, as far as that can be seen
     * @throws OriginBusyException when the origin takes no change now, as {@link #write} may too
     */
    OriginAttributes commit(boolean durable) throws IOException;

    /**
     * Whether what {@link #commit} told is certain to be the version that this change made, and not one that somebody else
     * has made right after it, so that the bytes written may be cached under it (COHERENCE 6.1).
     */
    default boolean isCertain() {
        return false;
    }

    /** Ends it. Idempotent. */
    @Override
    void close() throws IOException;
}
