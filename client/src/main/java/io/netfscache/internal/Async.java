package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waiting for futures, and their errors as {@link CacheException}s. */
final class Async {
    private Async() {}

    /** Waits; a deadline that passes or an interrupt is ENOBUFS. */
    static <T> T await(CompletableFuture<T> future, Duration deadline, String what) throws CacheException {
        try {
            return future.get(deadline.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw rethrown(cause(e.getCause()));
        } catch (TimeoutException e) {
            throw new CacheException(ErrorCode.ENOBUFS, Reason.DEADLINE, what + " took longer than " + deadline);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CacheException(ErrorCode.ENOBUFS, Reason.DEADLINE, what + " was interrupted");
        }
    }

    /**
     * Waits for I/O into a caller's buffer: it ends by its own deadlines, and not before it has let go of the buffer, so
     * an interrupt is kept for later.
     */
    static <T> T awaitIo(CompletableFuture<T> future) throws CacheException {
        boolean interrupted = false;
        try {
            while (true) {
                try {
                    return future.get();
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException e) {
                    throw rethrown(cause(e.getCause()));
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** What a future failed with. Anything but a {@link CacheException} is a mistake in this program and told as EIO. */
    static CacheException cause(@org.jspecify.annotations.Nullable Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause instanceof CacheException cache) {
            return cache;
        }
        CacheException unexpected =
                new CacheException(ErrorCode.EIO, Reason.NONE, "unexpected error in the client: " + cause);
        if (cause != null) {
            unexpected.initCause(cause);
        }
        return unexpected;
    }

    /** Adds the waiting thread's stack to an error that was made on an event loop. */
    private static CacheException rethrown(CacheException error) {
        error.addSuppressed(new Waiting());
        return error;
    }

    /** For futures whose outcome is handled by the stage that is already attached. */
    static void handled(Object future) {}

    private static final class Waiting extends Exception {
        private static final long serialVersionUID = 1L;

        Waiting() {
            super("while waiting here");
        }
    }
}
