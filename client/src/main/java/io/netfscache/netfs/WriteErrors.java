package io.netfscache.netfs;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** What went wrong with the write-back of one file, so that each who has it open is told once (errseq_t). Thread-safe. */
final class WriteErrors {
    private long count;
    private @Nullable IOException last;

    /** The message of an error, or what kind it is of. */
    static String said(IOException error) {
        String message = error.getMessage();
        return message == null ? error.toString() : message;
    }

    synchronized void add(IOException error) {
        count++;
        last = error;
    }

    /** How many there have been. */
    synchronized long count() {
        return count;
    }

    /** The last one, if there has been one since there were {@code seen}. */
    synchronized @Nullable IOException since(long seen) {
        return count > seen ? last : null;
    }
}
