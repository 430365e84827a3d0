package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Sends changes until their outcome is known, through whichever node gives a session, under one operation id. At the
 * deadline the outcome is unknown: ETIMEDOUT.
 */
final class Changes {
    private final Session session;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final RandomGenerator random;

    Changes(Session session, EventLoop loop, LongSupplier clock, RandomGenerator random) {
        this.session = session;
        this.loop = loop;
        this.clock = clock;
        this.random = random;
    }

    /**
     * What is sent until its outcome is known.
     *
     * @param ask sends it once
     * @param definite whether asking again would give the same error
     * @param end when the outcome is unknown, on the client's monotonic clock
     */
    private record Task<T>(
            String what,
            Supplier<CompletableFuture<T>> ask,
            Predicate<CacheException> definite,
            long end,
            BackOff backOff,
            CompletableFuture<T> result) {}

    /** Changes an object of {@code volume}, whose record is acquired first. */
    CompletableFuture<CookieReply> send(ClusterVolume volume, Change change) {
        long end = end();
        return send(
                change.kind().toString(),
                () -> volume.acquired()
                        .thenCompose(generation -> session.request(change, CookieReply.class, left(end))),
                error -> {
                    volume.lookUpFailed(error.reason());
                    return isDefinite(error) || isRefusedModification(change, error);
                },
                end);
    }

    /** Gives a volume back. */
    CompletableFuture<Ok> send(RelinquishVolume relinquish) {
        long end = end();
        return send("RELINQUISH", () -> session.request(relinquish, Ok.class, left(end)), Changes::isDefinite, end);
    }

    private long end() {
        return clock.getAsLong() + Limits.INVALIDATE_DEADLINE.toNanos();
    }

    private Duration left(long end) {
        return Duration.ofNanos(Math.max(1, end - clock.getAsLong()));
    }

    private <T> CompletableFuture<T> send(
            String what, Supplier<CompletableFuture<T>> ask, Predicate<CacheException> definite, long end) {
        Task<T> task = new Task<>(what, ask, definite, end, new BackOff(random), new CompletableFuture<>());
        attempt(task);
        return task.result;
    }

    private <T> void attempt(Task<T> task) {
        Async.handled(task.ask.get().whenComplete((reply, failure) -> {
            if (failure == null) {
                task.result.complete(reply);
                return;
            }
            CacheException error = Async.cause(failure);
            long wait = task.backOff.nextNanos();
            if (task.definite.test(error)) {
                task.result.completeExceptionally(error);
            } else if (task.end - clock.getAsLong() <= wait || loop.isShuttingDown()) {
                CacheException unknown = new CacheException(
                        ErrorCode.ETIMEDOUT,
                        error.reason(),
                        "the outcome of " + task.what + " is unknown; last answer: " + error.getMessage());
                unknown.initCause(error);
                task.result.completeExceptionally(unknown);
            } else {
                if (isOfTheNode(error)) {
                    session.leave(error);
                }
                Async.handled(loop.schedule(() -> attempt(task), wait, TimeUnit.NANOSECONDS));
            }
        }));
    }

    /** Whether another session node might get the change through (COHERENCE 3.6). */
    private static boolean isOfTheNode(CacheException error) {
        boolean stuck = error.code() == ErrorCode.ETIMEDOUT
                || error.reason() == Reason.NO_QUORUM
                || error.reason() == Reason.NO_LEASE;
        return error instanceof NodeErrorException && stuck;
    }

    /** Whether asking again would give the same. */
    private static boolean isDefinite(CacheException error) {
        return switch (error.code()) {
            case EINVAL, EACCES -> true;
            case ENOBUFS -> error.reason() == Reason.REFUSED_AUX || error.reason() == Reason.KEY_COLLISION;
            case EBUSY, ESTALE, ENODATA, ENOMEM, EIO, ETIMEDOUT -> false;
        };
    }

    /** Its base is not the current generation, and will not be again. */
    private static boolean isRefusedModification(Change change, CacheException error) {
        return change.kind() == Change.Kind.MODIFY && error.code() == ErrorCode.ESTALE;
    }
}
