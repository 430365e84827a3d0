package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One read or write of an operation, in pieces of at most {@link Limits#MAX_IO_BYTES} of which a few are outstanding at a
 * time. It ends when no piece is outstanding any more, so that the caller's buffer is free then.
 */
abstract class Transfer {
    /** Whole blocks of one chunk. */
    record Piece(long offset, int bytes) {}

    /**
     * One of several goes at a piece.
     *
     * @param number from 1
     * @param refusedBy nodes whose cache is out of service
     * @param refusal what one of them said
     */
    private record Attempt(
            int number, Set<NodeId> refusedBy, @Nullable CacheException refusal) {
        static final Attempt FIRST = new Attempt(1, Set.of(), null);

        boolean isLast() {
            return number >= ClientLimits.MAX_NODES_TRIED;
        }

        Attempt again() {
            return new Attempt(number + 1, refusedBy, refusal);
        }

        Attempt refused(NodeId node, CacheException error) {
            Set<NodeId> all = new HashSet<>(refusedBy);
            all.add(node);
            boolean known = refusal != null && refusal.reason() == Reason.CACHE_WITHDRAWN;
            return new Attempt(number + 1, all, known ? refusal : error);
        }
    }

    private final CookieMachine cookie;
    private final ClusterCache cache;
    private final Stamp stamp;
    private final CompletableFuture<Void> done = new CompletableFuture<>();
    private final Deque<Piece> todo;
    private final Set<Call> calls = new HashSet<>();
    private int outstanding;
    private @Nullable CacheException failure;

    Transfer(CookieMachine cookie, ClusterCache cache, Stamp stamp, List<Piece> pieces) {
        this.cookie = cookie;
        this.cache = cache;
        this.stamp = stamp;
        this.todo = new ArrayDeque<>(pieces);
    }

    /** The pieces of a range: whole blocks, cut at multiples of {@link Limits#MAX_IO_BYTES} and so at chunks too. */
    static List<Piece> split(long start, long end, long objectSize) {
        List<Piece> pieces = new ArrayList<>();
        long at = start - start % Limits.BLOCK_BYTES;
        long last = start < end ? Math.min(objectSize, roundUp(end)) : at;
        while (at < last) {
            long next = Math.min(last, (at / Limits.MAX_IO_BYTES + 1) * Limits.MAX_IO_BYTES);
            pieces.add(new Piece(at, (int) (next - at)));
            at = next;
        }
        return pieces;
    }

    static long roundUp(long bytes) {
        return (bytes + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES * Limits.BLOCK_BYTES;
    }

    /** Sends one piece. */
    abstract Call send(Connection holder, Piece piece);

    /** The reply to a piece; an exception fails the transfer. Called by one thread at a time. */
    abstract void succeeded(Piece piece, Frame reply) throws CacheException;

    /** The error of a piece; whether the transfer goes on. Called by one thread at a time. */
    abstract boolean goesOnAfter(Piece piece, CacheException error);

    /** Begins; the future fails with ESTALE whenever the stamp is stale at the end. */
    CompletableFuture<Void> start() {
        if (!cookie.started(this, stamp)) {
            becameStale();
        }
        pump();
        return done;
    }

    /** The contents may have changed: what is outstanding ends now. */
    void becameStale() {
        fail(new CacheException(
                ErrorCode.ESTALE, Reason.WRONG_GENERATION, cookie + " changed since the operation began"));
    }

    /** What is outstanding ends now, with {@code error} unless there is another one. */
    void fail(CacheException error) {
        List<Call> ending;
        synchronized (this) {
            if (failure == null) {
                failure = error;
            }
            todo.clear();
            ending = List.copyOf(calls);
        }
        ending.forEach(call -> call.abort(error));
    }

    private void pump() {
        while (true) {
            Piece piece;
            synchronized (this) {
                if (outstanding == 0 && todo.isEmpty()) {
                    break;
                }
                if (outstanding >= ClientLimits.TRANSFER_WINDOW || todo.isEmpty()) {
                    return;
                }
                piece = todo.remove();
                outstanding++;
            }
            issue(piece, Attempt.FIRST);
        }
        finish();
    }

    private void issue(Piece piece, Attempt attempt) {
        int chunk = (int) (piece.offset() / cache.chunkBytes());
        CompletableFuture<Connection> found =
                cache.cluster().holder(cookie.volume().cacheName(), cookie.id(), chunk, attempt.refusedBy());
        Async.handled(found.whenComplete((holder, unreachable) -> {
            if (unreachable != null) {
                CacheException refusal = attempt.refusal();
                settle(piece, null, refusal == null ? Async.cause(unreachable) : refusal);
                return;
            }
            Call call;
            try {
                call = send(holder, piece);
            } catch (RuntimeException e) {
                // A mistake of ours; thrown out of here it would be lost, and the caller would wait for ever.
                settle(piece, null, Async.cause(e));
                return;
            }
            CacheException early;
            synchronized (this) {
                calls.add(call);
                early = failure;
            }
            if (early != null) {
                call.abort(early);
            }
            Async.handled(call.reply().whenComplete((reply, failed) -> {
                synchronized (this) {
                    calls.remove(call);
                }
                CacheException error = failed == null ? null : Async.cause(failed);
                if (error != null && !(error instanceof NodeErrorException) && error.reason() == Reason.DEADLINE) {
                    cache.cluster().suspect(holder);
                }
                boolean lost = error != null && !holder.isOpen() && error.reason() == Reason.NO_NODES;
                if (lost && !attempt.isLast()) {
                    issue(piece, attempt.again());
                } else if (error != null && isOutOfService(error)) {
                    refused(piece, attempt.refused(holder.node(), error), attempt.isLast());
                } else {
                    settle(piece, reply, error);
                }
            }));
        }));
    }

    /** That node does not have it now; the next in rank may. */
    private static boolean isOutOfService(CacheException error) {
        return error.reason() == Reason.CACHE_WITHDRAWN || error.reason() == Reason.NO_SUCH_CACHE;
    }

    private void refused(Piece piece, Attempt next, boolean last) {
        if (last) {
            settle(piece, null, next.refusal());
        } else {
            issue(piece, next);
        }
    }

    private void settle(Piece piece, @Nullable Frame reply, @Nullable CacheException error) {
        CacheException failed = null;
        synchronized (this) {
            try {
                if (error != null) {
                    failed = failure == null && goesOnAfter(piece, error) ? null : error;
                } else if (reply != null) {
                    succeeded(piece, reply);
                }
            } catch (CacheException | RuntimeException e) {
                failed = Async.cause(e);
            }
        }
        if (failed != null) {
            fail(failed);
            tellCookie(failed);
        }
        synchronized (this) {
            outstanding--;
        }
        pump();
    }

    private void tellCookie(CacheException error) {
        if (error.code() == ErrorCode.ESTALE) {
            cookie.foundStale(stamp);
        } else if (isOutOfService(error)) {
            cookie.cacheWithdrawn();
        } else if (error.reason() == Reason.DISABLED_BY_DIO_WRITE) {
            cookie.foundDisabled(stamp);
        }
    }

    private void finish() {
        if (done.isDone()) {
            return;
        }
        cookie.ended(this);
        CacheException failed;
        synchronized (this) {
            failed = failure;
        }
        if (failed == null && !cookie.isCurrent(stamp)) {
            failed = new CacheException(
                    ErrorCode.ESTALE, Reason.WRONG_GENERATION, cookie + " changed since the operation began");
        }
        if (failed == null) {
            done.complete(null);
        } else {
            cache.notCached(cookie.id(), failed);
            done.completeExceptionally(failed);
        }
    }
}
