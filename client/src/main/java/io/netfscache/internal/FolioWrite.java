package io.netfscache.internal;

import io.netfscache.AddressSpace;
import io.netfscache.CacheException;
import io.netfscache.Folio;
import io.netfscache.IoTerminated;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One write of folios to the cache (FSCACHE row 24). Nothing in it waits: it takes bytes and generations from the folios as
 * it starts, begins its operation when what is under way on the cookie has settled, writes all the folios as one gather
 * write, and takes their marks away before it tells what came of it.
 *
 * <p>A folio is written only if its generation leads to that of the operation without having lost the folio's range. A change
 * of another client that comes between begins it anew, a bounded number of times.
 */
final class FolioWrite {
    private static final Logger LOG = LoggerFactory.getLogger(FolioWrite.class);

    private final CookieMachine cookie;
    private final ClusterCache cache;
    private final List<? extends Folio> folios;
    private final List<ObjectGeneration> captured = new ArrayList<>();
    private final ByteBuffer[] bytes;
    private final long start;
    private final long length;
    private final long iSize;

    private FolioWrite(
            CookieMachine cookie,
            ClusterCache cache,
            List<? extends Folio> folios,
            long start,
            long length,
            long iSize) {
        this.cookie = cookie;
        this.cache = cache;
        this.folios = folios;
        this.start = start;
        this.length = length;
        this.iSize = iSize;
        this.bytes = folios.stream().map(Folio::bytes).toArray(ByteBuffer[]::new);
        folios.forEach(folio -> captured.add(folio.generation()));
    }

    /**
     * Starts it.
     *
     * @param turns of a modifier, whose writes each make a new generation
     */
    static void start(
            CookieMachine cookie,
            ClusterCache cache,
            OneByOne turns,
            AddressSpace mapping,
            long start,
            long length,
            long iSize,
            IoTerminated terminated) {
        Termination.of(
                () -> {
                    List<? extends Folio> folios = folios(cookie, mapping, start, length);
                    try {
                        return new FolioWrite(cookie, cache, folios, start, length, iSize)
                                .run(turns)
                                .whenComplete((written, failure) -> unmark(folios));
                    } catch (RuntimeException e) {
                        // A folio that does not tell what it has is not to be waited for either.
                        cookie.untold(blocks(start, length));
                        unmark(folios);
                        throw e;
                    }
                },
                new Buffers(),
                terminated);
    }

    /** Tells that nothing is written because the caller does not cache. A modifier's bytes may be other ones than the cache's. */
    static void notCaching(CookieMachine cookie, long start, long length, IoTerminated terminated) {
        cookie.untold(blocks(start, length));
        Termination.of(
                () -> CompletableFuture.failedFuture(new CacheException(
                        ErrorCode.ENOBUFS, Reason.CACHING_DISABLED, "the caller does not cache " + cookie)),
                new Buffers(),
                terminated);
    }

    private static List<? extends Folio> folios(CookieMachine cookie, AddressSpace mapping, long start, long length) {
        if (start < 0 || length <= 0 || start > Long.MAX_VALUE - length) {
            return List.of();
        }
        try {
            return List.copyOf(mapping.folios(start, length));
        } catch (RuntimeException e) {
            cookie.untold(blocks(start, length));
            throw e;
        }
    }

    private static ByteRange blocks(long start, long length) {
        boolean inBounds = start >= 0 && length >= 0 && start <= Long.MAX_VALUE - Limits.BLOCK_BYTES - length;
        return inBounds
                ? new ByteRange(start - start % Limits.BLOCK_BYTES, Transfer.roundUp(start + length))
                : ByteRange.ALL;
    }

    private CompletableFuture<Integer> run(OneByOne turns) {
        String mistake = mistake();
        if (mistake != null) {
            return refused(ErrorCode.EINVAL, Reason.NONE, mistake);
        }
        if (cookie.writeMode() != ClusterOperation.WriteMode.CHANGE) {
            return attempt(1);
        }
        CompletableFuture<Integer> written = turns.add(() -> attempt(1));
        if (written == null) {
            cache.notCached(cookie.id(), Reason.OVER_LIMIT);
            return refused(
                    ErrorCode.ENOBUFS, Reason.OVER_LIMIT, ClientLimits.MAX_WAITING_WRITES + " writes of folios wait");
        }
        return written;
    }

    /** Why such folios cannot be written, or null. */
    private @Nullable String mistake() {
        if (start < 0 || length <= 0 || length > Integer.MAX_VALUE || start > iSize - length) {
            return "it does not lie within the file of " + iSize + " bytes, or is longer than " + Integer.MAX_VALUE;
        }
        if (start % Limits.BLOCK_BYTES != 0 || (length % Limits.BLOCK_BYTES != 0 && start + length != iSize)) {
            return "it is not whole blocks of " + Limits.BLOCK_BYTES + " bytes";
        }
        long at = start;
        for (int i = 0; i < bytes.length; i++) {
            Folio folio = folios.get(i);
            if (folio.start() != at || folio.length() <= 0 || bytes[i].remaining() != folio.length()) {
                return "the folios have a gap at " + at
                        + ", reach out of the range or have not as many bytes as they say";
            }
            if (!folio.isFscache()) {
                return "the folio at " + at + " is not marked";
            }
            at += folio.length();
        }
        return at == start + length ? null : "the folios end at " + at;
    }

    private CompletableFuture<Integer> attempt(int number) {
        return begin(cache.clock().getAsLong() + Limits.BEGIN_DEADLINE.toNanos())
                .whenComplete((operation, failure) -> {
                    if (failure != null) {
                        cookie.untold(blocks(start, length));
                    }
                })
                .thenCompose(operation -> write(operation, number));
    }

    /** An operation, as soon as what is under way on the cookie allows; never on the thread, under the lock, of what ends it. */
    private CompletableFuture<ClusterOperation> begin(long end) {
        CompletableFuture<Void> wait;
        synchronized (cookie) {
            try {
                Stamp stamp = cookie.known();
                if (stamp != null) {
                    return CompletableFuture.completedFuture(cookie.operation(stamp, false));
                }
            } catch (CacheException e) {
                return CompletableFuture.failedFuture(e);
            }
            wait = cookie.settled();
        }
        CompletableFuture<Void> looked = new CompletableFuture<>();
        Duration left = Duration.ofNanos(Math.max(1, end - cache.clock().getAsLong()));
        Future<?> timer = cache.schedule(
                () -> {
                    cache.notCached(cookie.id(), Reason.DEADLINE);
                    looked.completeExceptionally(new CacheException(
                            ErrorCode.ENOBUFS,
                            Reason.DEADLINE,
                            "look-up or invalidation of " + cookie + " took longer than " + Limits.BEGIN_DEADLINE));
                },
                left);
        Async.handled(wait.whenCompleteAsync(
                (settled, failure) -> {
                    timer.cancel(false);
                    looked.complete(null);
                },
                cache.loop()));
        return looked.thenCompose(again -> begin(end));
    }

    private CompletableFuture<Integer> write(ClusterOperation operation, int number) {
        ObjectGeneration begun = operation.generation();
        if (operation.objectSize() != iSize) {
            return refused(
                    ErrorCode.EINVAL,
                    Reason.NONE,
                    "the object has " + operation.objectSize() + " bytes; resize it first");
        }
        for (int i = 0; i < bytes.length; i++) {
            Folio folio = folios.get(i);
            if (!cookie.carries(captured.get(i), begun, folio.start(), folio.length())) {
                return refused(
                        ErrorCode.ESTALE,
                        Reason.WRONG_GENERATION,
                        "it changed since " + folio.start() + " was captured");
            }
        }
        CompletableFuture<Integer> done = new CompletableFuture<>();
        operation.write(start, bytes.clone(), (written, error, async) -> {
            operation.close();
            if (error == null) {
                stored(operation.generation());
                done.complete(written);
            } else {
                done.completeExceptionally(error);
            }
        });
        return done.exceptionallyCompose(failure -> {
            CacheException error = Async.cause(failure);
            if (error.code() != ErrorCode.ESTALE || number >= ClientLimits.MAX_FOLIO_WRITES) {
                return CompletableFuture.failedFuture(error);
            }
            if (!operation.generation().equals(begun)) {
                // The range has been dropped for these very bytes, which are those of the generation that made.
                captured.replaceAll(before -> operation.generation());
            }
            return attempt(number + 1);
        });
    }

    /** Nothing has been written; a modifier's bytes may be other ones than the cache's. */
    private CompletableFuture<Integer> refused(ErrorCode code, Reason reason, String why) {
        cookie.untold(blocks(start, length));
        return CompletableFuture.failedFuture(new CacheException(
                code, reason, "write of folios, " + length + " bytes at " + start + " of " + cookie + ": " + why));
    }

    private void stored(ObjectGeneration generation) {
        for (Folio folio : folios) {
            try {
                folio.stored(generation);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a folio did not take its generation");
            }
        }
    }

    /** Those that were marked, whatever the mapping has by now. */
    private static void unmark(List<? extends Folio> folios) {
        for (Folio folio : folios) {
            try {
                folio.endFscache();
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a folio did not lose its mark");
            }
        }
    }
}
