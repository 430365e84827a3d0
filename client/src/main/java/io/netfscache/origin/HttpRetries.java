package io.netfscache.origin;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.SocketTimeoutException;
import java.nio.file.FileSystemException;
import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLHandshakeException;

/**
 * Whether and when a request is sent again. GET and HEAD may always be: what is decided here is whether it helps, and for
 * how long others wait for it.
 */
final class HttpRetries {
    /** Waits in the calling thread. */
    interface Pause {
        void of(Duration wait) throws InterruptedIOException;
    }

    private final LongSupplier clock;
    private final RandomGenerator random;
    private final Pause pause;

    HttpRetries(LongSupplier clock, RandomGenerator random, Pause pause) {
        this.clock = clock;
        this.random = random;
        this.pause = pause;
    }

    Tries begin() {
        return new Tries(clock.getAsLong());
    }

    /** The tries of one request. For use by one thread. */
    final class Tries {
        private final long start;
        private int failures;

        private Tries(long start) {
            this.start = start;
        }

        /**
         * Waits before the next try.
         *
         * @throws IOException the failure, when there is to be no other try
         */
        void failed(IOException failure) throws IOException {
            failures++;
            if (!mayHelp(failure)) {
                throw failure;
            }
            Duration wanted = failure instanceof HttpFailure known && known.retryAfter() != null
                    ? known.retryAfter()
                    : Duration.ZERO;
            long wait = wanted.toNanos() + backOff();
            boolean inTime = clock.getAsLong() - start + wait <= HttpLimits.RETRY_BUDGET.toNanos();
            if (failures == HttpLimits.MAX_TRIES || wanted.compareTo(HttpLimits.MAX_RETRY_AFTER) > 0 || !inTime) {
                throw failures == 1
                        ? failure
                        : new IOException(failure.getMessage() + " (tried " + failures + " times)", failure);
            }
            pause.of(Duration.ofNanos(wait));
        }

        private long backOff() {
            long longest =
                    Math.min(HttpLimits.MIN_BACK_OFF.toNanos() << (failures - 1), HttpLimits.MAX_BACK_OFF.toNanos());
            return longest / 2 + random.nextLong(longest / 2);
        }
    }

    private static boolean mayHelp(IOException failure) {
        if (failure instanceof HttpFailure known) {
            return known.isPassing();
        }
        boolean interrupted =
                (failure instanceof InterruptedIOException && !(failure instanceof SocketTimeoutException))
                        || Thread.currentThread().isInterrupted();
        boolean answered = failure instanceof FileSystemException || failure instanceof OriginChangedException;
        return !interrupted && !answered && !(failure instanceof SSLHandshakeException);
    }
}
