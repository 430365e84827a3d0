package io.netfscache.origin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedByInterruptException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** A failure of which is known whether the same request may do better later. */
final class HttpFailure extends IOException {
    private static final long serialVersionUID = 1L;

    private final boolean passing;
    private final @Nullable Duration retryAfter;

    private HttpFailure(String message, boolean passing, @Nullable Duration retryAfter) {
        super(message);
        this.passing = passing;
        this.retryAfter = retryAfter;
    }

    /** Asking again gives the same. */
    static HttpFailure lasting(String message) {
        return new HttpFailure(message, false, null);
    }

    /** @param retryAfter the wait that the server asks for, or null */
    static HttpFailure passing(String message, @Nullable Duration retryAfter) {
        return new HttpFailure(message, true, retryAfter);
    }

    boolean isPassing() {
        return passing;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** The failure with what was being done before its message, for whoever reads it; of a type that says as much. */
    static IOException of(String what, IOException cause) {
        String why = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
        IOException failure;
        if (cause instanceof HttpFailure known) {
            failure = new HttpFailure(what + ": " + why, known.passing, known.retryAfter);
        } else if (cause instanceof SocketTimeoutException) {
            failure = new SocketTimeoutException(what + ": " + why);
        } else if (cause instanceof SSLHandshakeException) {
            failure = new SSLHandshakeException(what + ": " + why);
        } else if (cause instanceof InterruptedIOException || cause instanceof ClosedByInterruptException) {
            failure = new InterruptedIOException(what + ": " + why);
        } else {
            failure = new IOException(what + ": " + why);
        }
        failure.initCause(cause);
        return failure;
    }
}
