package io.netfscache.origin;

import java.io.IOException;
import java.nio.ByteBuffer;

/** Bytes of a file as a response brings them. For use by one thread at a time; whoever has it closes it. */
interface HttpContent extends AutoCloseable {
    /** Fills {@code into} or comes to the end; bytes read. A failure leaves in it what came before. */
    int read(ByteBuffer into) throws IOException;

    /** Whether all has been read. */
    boolean ended();

    /** Wants no more of it. */
    @Override
    void close();
}
