package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CookieState;
import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.InvalidateFlag;
import io.netfscache.MissingDataException;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 17 in each state that a cookie can be in, and what becomes of a change whose outcome is not known. */
@Timeout(60)
final class InvalidationStatesTest extends ClientFixture {
    /** What was cached before is not read any more, and what is stored now is. */
    private void assertOldBytesAreGone() throws Exception {
        assertThat(readError()).isInstanceOf(MissingDataException.class);
        byte[] fresh = new byte[SIZE];
        new Random(2).nextBytes(fresh);
        write(fresh);
        assertThat(read()).isEqualTo(fresh);
    }

    @Test
    void row17QuiescentAndNeverUsed() throws Exception {
        assertThat(cookie.state()).isEqualTo(new CookieState.Quiescent());
        invalidate();
        cookie.use(false);
        assertOldBytesAreGone();
    }

    @Test
    void row17DuringTheLookUp() throws Exception {
        // Given: another client has filled the object and the answer to our look-up tells the old generation.
        fill();
        cookie.unuse(null, null);
        cookie.relinquish(false);
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
        Held lookUp = new Held(Use.class);
        node.script = lookUp;
        cookie.use(false);
        await().until(() -> lookUp.count() == 1);
        assertThat(cookie.state()).isEqualTo(new CookieState.LookingUp());
        // When
        CompletableFuture<Void> done = startInvalidation();
        lookUp.release();
        done.get(10, TimeUnit.SECONDS);
        // Then
        assertOldBytesAreGone();
    }

    @Test
    void row17Creating() throws Exception {
        cookie.use(false);
        cookie.beginRead().close();
        assertThat(cookie.state()).isInstanceOf(CookieState.Creating.class);
        invalidate();
        assertOldBytesAreGone();
    }

    @Test
    void row17Active() throws Exception {
        fill();
        await().until(() -> cookie.state() instanceof CookieState.Active);
        invalidate();
        assertOldBytesAreGone();
    }

    @Test
    void row17Failed() throws Exception {
        fill();
        node.change("vol", KEY, AUX, SIZE);
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
                return true;
            }
            return false;
        };
        assertThat(readError().code()).isEqualTo(ErrorCode.ESTALE);
        assertThat(readError().reason()).isEqualTo(Reason.NO_QUORUM);
        assertThat(cookie.state()).isInstanceOf(CookieState.Failed.class);
        node.script = (link, id, frame) -> false;
        invalidate();
        assertOldBytesAreGone();
    }

    @Test
    void row17AfterUnuseWithinTheLruDelay() throws Exception {
        fill();
        cookie.unuse(null, null);
        assertThat(cookie.state()).isInstanceOf(CookieState.LookedUp.class);
        invalidate();
        cookie.use(false);
        assertOldBytesAreGone();
    }

    @Test
    void row17AfterTheLruDelay() throws Exception {
        try (FsCache quick = connect(Duration.ofMillis(1), 1, node)) {
            cookie = quick.acquireVolume("vol2", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            fill();
            cookie.unuse(null, null);
            await().until(() -> cookie.state() instanceof CookieState.LruDiscarding
                    || cookie.state() instanceof CookieState.Quiescent);
            invalidate();
            await().until(() -> cookie.state() instanceof CookieState.Quiescent);
            invalidate();
            cookie.use(false);
            assertOldBytesAreGone();
        }
    }

    @Test
    void row17WhileItIsBeingRelinquishedAndDropped() throws Exception {
        fill();
        cookie.unuse(null, null);
        Held changes = new Held(Change.class);
        node.script = changes;
        CompletableFuture<Void> retired = CompletableFuture.runAsync(() -> {
            try {
                cookie.relinquish(true);
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> changes.count() == 1);
        assertThat(cookie.state()).isEqualTo(new CookieState.Relinquishing());
        CompletableFuture<Void> done = startInvalidation();
        await().until(() -> changes.count() == 2);
        changes.release();
        retired.get(10, TimeUnit.SECONDS);
        done.get(10, TimeUnit.SECONDS);
        assertThat(cookie.state()).isEqualTo(new CookieState.Dropped());
        invalidate();
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
        cookie.use(false);
        assertOldBytesAreGone();
    }

    @Test
    void row17IoWaitsForTheInvalidation() throws Exception {
        fill();
        Held changes = new Held(Change.class);
        node.script = changes;
        CompletableFuture<Void> done = startInvalidation();
        assertThat(cookie.state()).isEqualTo(new CookieState.Invalidating());
        CompletableFuture<CacheException> reader = CompletableFuture.supplyAsync(this::readError);
        await().until(() -> changes.count() == 1);
        assertThat(reader).isNotDone();
        changes.release();
        done.get(10, TimeUnit.SECONDS);
        assertThat(reader.get(10, TimeUnit.SECONDS)).isInstanceOf(MissingDataException.class);
    }

    @Test
    void row17WithoutAQuorumTheOutcomeIsUnknownAndTheCookieStaysOffUntilTheSameChangeIsConfirmed() throws Exception {
        fill();
        node.script = (link, id, frame) -> {
            if (frame instanceof Change) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
                return true;
            }
            return false;
        };
        // When: it has been tried again and then the deadline passes.
        CompletableFuture<Void> done = startInvalidation();
        await().until(() -> node.count(Change.class) >= 2);
        clock.advance(Limits.INVALIDATE_DEADLINE);
        // Then
        ExecutionException failed =
                catchThrowableOfType(ExecutionException.class, () -> done.get(10, TimeUnit.SECONDS));
        assertThat(failed.getCause())
                .isInstanceOfSatisfying(
                        CacheException.class, error -> assertThat(error.code()).isEqualTo(ErrorCode.ETIMEDOUT));
        // The lease has run out too, so the last answer may be that there is no session.
        assertThat(readError().reason()).isIn(Reason.NO_QUORUM, Reason.NO_NODES);
        long uses = node.count(Use.class);
        // When: the cluster is well again.
        node.script = (link, id, frame) -> false;
        clock.advance(ClientLimits.LOOKUP_RETRY);
        await().ignoreExceptions().until(() -> readError() instanceof MissingDataException);
        // Then
        assertThat(only(Change.class, node.received).stream()
                        .map(Change::operation)
                        .distinct())
                .hasSize(1);
        assertThat(node.count(Use.class)).isGreaterThan(uses);
        assertOldBytesAreGone();
    }

    @Test
    void row17AChangeThatOneNodeCannotGetThroughGoesThroughAnotherUnderTheSameOperationId() throws Exception {
        // Given: whichever node is asked first has no quorum.
        AtomicReference<FakeNode> stuck = new AtomicReference<>();
        try (FakeNode second = new FakeNode(2)) {
            for (FakeNode each : List.of(node, second)) {
                each.script = (link, id, frame) -> {
                    if (!(frame instanceof Change)) {
                        return false;
                    }
                    stuck.compareAndSet(null, each);
                    if (stuck.get() != each) {
                        return false;
                    }
                    link.send(id, new ErrorReply(ErrorCode.ETIMEDOUT, Reason.NO_QUORUM, "unknown"), null);
                    return true;
                };
            }
            try (FsCache client = connect(node, second)) {
                cookie = client.acquireVolume("v", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
                // When
                invalidate();
            }
            // Then
            FakeNode other = stuck.get() == node ? second : node;
            List<Change> confirmed = only(Change.class, other.received);
            assertThat(confirmed).hasSize(1);
            assertThat(only(Change.class, stuck.get().received))
                    .isNotEmpty()
                    .allMatch(
                            change -> change.operation().equals(confirmed.get(0).operation()));
        }
    }

    @Test
    void row17AnInvalidationWithoutASessionIsSentWhenThereIsOne() throws Exception {
        FakeNode later = new FakeNode(7);
        later.script = (link, id, frame) -> {
            link.close();
            return true;
        };
        try (later;
                FsCache early = start(Duration.ZERO, 1, later)) {
            cookie = early.acquireVolume("v", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            await().until(() -> !later.received.isEmpty());
            CompletableFuture<Void> done = startInvalidation();
            await().until(() -> later.received.size() > 2);
            assertThat(done).isNotDone();
            later.script = (link, id, frame) -> false;
            done.get(20, TimeUnit.SECONDS);
            assertThat(later.count(Change.class)).isEqualTo(1);
        }
    }

    @Test
    void row18And19AfterADirectWriteBeginSaysWhyAndEnabledIsFalse() throws Exception {
        fill();
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(cookie.enabled()).isFalse();
        CacheException error = readError();
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(error.reason()).isEqualTo(Reason.DISABLED_BY_DIO_WRITE);
        assertThat(cache.stats().notCached()).containsKey("DISABLED_BY_DIO_WRITE");
    }

    @Test
    void row07AFailedUpdateCountsTheUseDownAllTheSame() throws Exception {
        fill();
        node.script = (link, id, frame) -> {
            if (frame instanceof Change) {
                link.send(id, new ErrorReply(ErrorCode.EACCES, Reason.NONE, "not yours"), null);
                return true;
            }
            return false;
        };
        CacheException error = catchThrowableOfType(CacheException.class, () -> cookie.unuse(new byte[] {8}, null));
        assertThat(error.code()).isEqualTo(ErrorCode.EACCES);
        assertThatThrownBy(() -> cookie.unuse(null, null)).isInstanceOf(IllegalStateException.class);
        cookie.relinquish(false);
    }

    @Test
    void row06AModifierThatComesDuringTheLookUpIsMarkedInTheRecord() throws Exception {
        Held lookUp = new Held(Use.class);
        node.script = lookUp;
        cookie.use(false);
        await().until(() -> lookUp.count() == 1);
        cookie.use(true);
        await().until(() -> lookUp.count() == 2);
        lookUp.release();
        cookie.beginWrite().close();
        assertThat(only(Use.class, node.received)).last().matches(Use::willModify);
    }

    @Test
    void row06AModifierThatWasSilentForThirtySecondsTakesItsMarkAnewBeforeItWritesAgain() throws Exception {
        // Given
        cookie.use(true);
        write(contents);
        Use first = only(Use.class, node.received).get(0);
        // When: no heart-beat is answered until the session counts as dead.
        node.script = (link, id, frame) -> frame instanceof Heartbeat;
        clock.advance(Limits.SESSION_TIMEOUT);
        CacheException error = catchThrowableOfType(CacheException.class, () -> cookie.beginWrite());
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        node.script = (link, id, frame) -> false;
        await().ignoreExceptions().until(() -> {
            clock.advance(ClientLimits.MIN_BACK_OFF);
            cookie.beginWrite().close();
            return true;
        });
        // Then
        assertThat(only(Use.class, node.received))
                .last()
                .matches(Use::willModify)
                .matches(use -> use.sequence() > first.sequence());
    }

    @Test
    void aClosedClientTakesItsCookiesBackWithoutAnError() throws Exception {
        fill();
        cache.close();
        cookie.unuse(null, null);
        cookie.relinquish(false);
        volume.relinquish(new byte[0], false);
        assertThat(cookie.state()).isEqualTo(new CookieState.Dropped());
    }
}
