package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.IoTerminated;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the function of an asynchronous read or write how that ended, once. */
final class Termination {
    private static final Logger LOG = LoggerFactory.getLogger(Termination.class);

    private final Thread starter = Thread.currentThread();
    private final Buffers buffers;
    private final IoTerminated terminated;
    /** Read by the starter only. */
    private boolean returned;

    private Termination(Buffers buffers, IoTerminated terminated) {
        this.buffers = buffers;
        this.terminated = terminated;
    }

    /** Starts the I/O, whose failure to start is its end; moves the buffers' positions before it tells. */
    static void of(Supplier<CompletableFuture<Integer>> io, Buffers buffers, IoTerminated terminated) {
        Termination termination = new Termination(buffers, terminated);
        CompletableFuture<Integer> started;
        try {
            started = io.get();
        } catch (RuntimeException e) {
            started = CompletableFuture.failedFuture(e);
        }
        Async.handled(started.whenComplete((bytes, failure) ->
                termination.tell(failure == null ? bytes : 0, failure == null ? null : Async.cause(failure))));
        termination.returned = true;
    }

    private void tell(int transferred, @Nullable CacheException error) {
        boolean async = Thread.currentThread() != starter || returned;
        try {
            buffers.advance(transferred);
            terminated.terminated(transferred, error, async);
        } catch (RuntimeException e) {
            LOG.atError().setCause(e).log("a termination function failed");
        }
    }
}
