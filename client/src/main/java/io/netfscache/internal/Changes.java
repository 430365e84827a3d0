package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
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

    /** Changes an object of {@code volume}, whose record is acquired first. */
    CompletableFuture<CookieReply> send(ClusterVolume volume, Change change) {
        CompletableFuture<CookieReply> result = new CompletableFuture<>();
        long end = clock.getAsLong() + Limits.INVALIDATE_DEADLINE.toNanos();
        attempt(volume, change, end, new BackOff(random), result);
        return result;
    }

    private void attempt(
            ClusterVolume volume, Change change, long end, BackOff backOff, CompletableFuture<CookieReply> result) {
        Async.handled(volume.acquired()
                .thenCompose(generation -> {
                    long left = end - clock.getAsLong();
                    return session.request(change, CookieReply.class, Duration.ofNanos(Math.max(1, left)));
                })
                .whenComplete((reply, failure) -> {
                    if (failure == null) {
                        result.complete(reply);
                        return;
                    }
                    CacheException error = Async.cause(failure);
                    volume.lookUpFailed(error.reason());
                    long wait = backOff.nextNanos();
                    if (isDefinite(change, error)) {
                        result.completeExceptionally(error);
                    } else if (end - clock.getAsLong() <= wait || loop.isShuttingDown()) {
                        CacheException unknown = new CacheException(
                                ErrorCode.ETIMEDOUT,
                                error.reason(),
                                "the outcome of " + change.kind() + " is unknown; last answer: " + error.getMessage());
                        unknown.initCause(error);
                        result.completeExceptionally(unknown);
                    } else {
                        if (isOfTheNode(error)) {
                            session.leave(error);
                        }
                        Async.handled(loop.schedule(
                                () -> attempt(volume, change, end, backOff, result), wait, TimeUnit.NANOSECONDS));
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
    private static boolean isDefinite(Change change, CacheException error) {
        return switch (error.code()) {
            case EINVAL, EACCES -> true;
            case ENOBUFS -> error.reason() == Reason.REFUSED_AUX || error.reason() == Reason.KEY_COLLISION;
            // Its base is not the current generation, and will not be again.
            case ESTALE -> change.kind() == Change.Kind.MODIFY;
            case EBUSY, ENODATA, ENOMEM, EIO, ETIMEDOUT -> false;
        };
    }
}
