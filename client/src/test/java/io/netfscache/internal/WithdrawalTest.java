package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.CookieState;
import io.netfscache.ReadHole;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows 27 and 28: what a client does when the cache of a volume is withdrawn. */
@Timeout(60)
final class WithdrawalTest extends ClientFixture {
    private static final ErrorReply WITHDRAWN =
            new ErrorReply(ErrorCode.ENOBUFS, Reason.CACHE_WITHDRAWN, "withdrawn by hand");

    private long times(Class<? extends CookieState> state) {
        return ((ClusterCache) cache).transitions().of(state);
    }

    @Test
    void row28AllReadersEndWithEnobufsAndTheNextBeginLooksUpAgain() throws Exception {
        // Given: ten reads are on their way, and the first of them is refused.
        fill();
        AtomicInteger asked = new AtomicInteger();
        node.script = (link, id, frame) -> {
            if (!(frame instanceof Read)) {
                return false;
            }
            if (asked.incrementAndGet() == 10) {
                link.send(id, WITHDRAWN, null);
            }
            return true;
        };
        Queue<CacheException> ended = new ConcurrentLinkedQueue<>();
        try (CacheOperation operation = cookie.beginRead()) {
            for (int i = 0; i < 10; i++) {
                operation.read(0, ByteBuffer.allocate(10), ReadHole.FAIL, (n, error, async) -> ended.add(error));
            }
            await().until(() -> ended.size() == 10);
        }
        // Then
        assertThat(ended)
                .allMatch(error -> error.code() == ErrorCode.ENOBUFS && error.reason() == Reason.CACHE_WITHDRAWN);
        assertThat(times(CookieState.Withdrawing.class)).isEqualTo(1);
        await().until(() -> cookie.state() instanceof CookieState.Quiescent);
        assertThat(cache.stats().notCached()).containsKey("CACHE_WITHDRAWN");
        // When: it is resumed
        node.script = (link, id, frame) -> false;
        long uses = node.count(Use.class);
        assertThat(read()).isEqualTo(contents);
        assertThat(node.count(Use.class)).isEqualTo(uses + 1);
        cookie.unuse(null, null);
    }

    @Test
    void row17AnInvalidationWhileTheCacheIsWithdrawnIsWaitedFor() throws Exception {
        fill();
        Held changes = new Held(Change.class);
        AtomicBoolean refused = new AtomicBoolean();
        node.script = (link, id, frame) -> {
            if (frame instanceof Read) {
                link.send(id, WITHDRAWN, null);
                refused.set(true);
                return true;
            }
            return changes.handle(link, id, frame);
        };
        // When: the termination function runs before the cookie has left the state.
        CountDownLatch started = new CountDownLatch(1);
        try (CacheOperation operation = cookie.beginRead()) {
            operation.read(0, ByteBuffer.allocate(10), ReadHole.FAIL, (n, error, async) -> {
                startInvalidation();
                started.countDown();
            });
        }
        assertThat(started.await(10, TimeUnit.SECONDS)).isTrue();
        await().until(() -> changes.count() == 1);
        assertThat(cookie.state()).isEqualTo(new CookieState.Invalidating());
        node.script = (link, id, frame) -> false;
        changes.release();
        assertThat(readError().code()).isEqualTo(ErrorCode.ENODATA);
    }

    @Test
    void row27AWithdrawnCookieOfAClientThatIsClosedIsOnlyGivenBack() throws Exception {
        fill();
        cache.close();
        assertThat(cookie.state()).isEqualTo(new CookieState.Withdrawing());
        assertThat(catchThrowableOfType(CacheException.class, cookie::beginRead).reason())
                .isEqualTo(Reason.SHUTTING_DOWN);
        cookie.unuse(null, null);
        cookie.relinquish(false);
        assertThat(cookie.state()).isEqualTo(new CookieState.Dropped());
    }

    @Test
    void row27EachOfTheTenStatesIsReached() throws Exception {
        // CREATING, ACTIVE, INVALIDATING, LOOKING_UP
        assertThat(cookie.state()).isEqualTo(new CookieState.Quiescent());
        fill();
        invalidate();
        cookie.beginRead().close();
        // WITHDRAWING, QUIESCENT
        node.script = (link, id, frame) -> {
            if (frame instanceof Read) {
                link.send(id, WITHDRAWN, null);
            }
            return frame instanceof Read;
        };
        assertThat(readError().reason()).isEqualTo(Reason.CACHE_WITHDRAWN);
        // FAILED
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
            }
            return frame instanceof Use;
        };
        await().until(() -> readError().reason() == Reason.NO_QUORUM);
        // LRU_DISCARDING: it is given back at once, since caching is off.
        node.script = (link, id, frame) -> false;
        cookie.invalidate(AUX, SIZE, java.util.Set.of(io.netfscache.InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(readError().reason()).isEqualTo(Reason.DISABLED_BY_DIO_WRITE);
        cookie.unuse(null, null);
        // RELINQUISHING, DROPPED
        cookie.relinquish(true);
        assertThat(java.util.List.of(
                        CookieState.Quiescent.class,
                        CookieState.LookingUp.class,
                        CookieState.Creating.class,
                        CookieState.Active.class,
                        CookieState.Invalidating.class,
                        CookieState.Failed.class,
                        CookieState.LruDiscarding.class,
                        CookieState.Withdrawing.class,
                        CookieState.Relinquishing.class,
                        CookieState.Dropped.class))
                .allSatisfy(state -> assertThat(times(state)).isPositive());
    }
}
