package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.FsCache;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COHERENCE 3.1 and 5 on the client: what a fence does, in which order. */
@Timeout(60)
final class FencesTest extends ClientFixture {
    /** The states of the cookies when the node has the acknowledgement. */
    private Queue<CookieState> statesAtAck(Cookie... cookies) {
        Queue<CookieState> seen = new ConcurrentLinkedQueue<>();
        node.script = (link, id, frame) -> {
            if (frame instanceof FenceAck) {
                for (Cookie one : cookies) {
                    seen.add(one.state());
                }
            }
            return false;
        };
        return seen;
    }

    @Test
    void aVolumeFenceVoidsAllCookiesOfTheVolumeBeforeItIsAcknowledged() throws Exception {
        // Given: two cookies of the volume and one of another.
        fill();
        Cookie second = volume.acquireCookie(Set.of(), new byte[] {9}, AUX, SIZE);
        Cookie other = cache.acquireVolume("other", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
        for (Cookie one : List.of(second, other)) {
            one.use(false);
            one.beginRead().close();
        }
        CacheOperation before = cookie.beginRead();
        Queue<CookieState> seen = statesAtAck(cookie, second, other);
        // When
        node.push(31, node.changeVolume("vol"));
        // Then
        await().until(() -> seen.size() == 3);
        assertThat(seen.remove()).isEqualTo(new CookieState.Quiescent());
        assertThat(seen.remove()).isEqualTo(new CookieState.Quiescent());
        assertThat(seen.remove()).isInstanceOf(CookieState.LookedUp.class);
        CompletableFuture<CacheException> late = new CompletableFuture<>();
        before.read(0, ByteBuffer.allocate(10), ReadHole.FAIL, (n, error, async) -> late.complete(error));
        assertThat(late.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.ESTALE);
        assertThat(readError()).isInstanceOf(MissingDataException.class);
    }

    @Test
    void aFenceEndsTheReadsOnTheSameEventLoopAndTheSessionLivesOn() throws Exception {
        fill();
        read();
        Held reads = new Held(Read.class);
        node.script = reads;
        Queue<CacheException> ended = new ConcurrentLinkedQueue<>();
        Queue<Boolean> locked = new ConcurrentLinkedQueue<>();
        try (CacheOperation operation = cookie.beginRead()) {
            for (int i = 0; i < 5; i++) {
                operation.read(0, ByteBuffer.allocate(10), ReadHole.FAIL, (n, error, async) -> {
                    locked.add(Thread.holdsLock(cookie));
                    ended.add(error);
                });
            }
            await().until(() -> reads.count() == 5);
            long hellos = node.count(Hello.class);
            node.push(32, node.change("vol", KEY, new byte[] {8}, SIZE));
            await().until(() -> node.count(FenceAck.class) == 1 && ended.size() == 5);
            assertThat(ended).allMatch(error -> error.code() == ErrorCode.ESTALE);
            assertThat(locked).containsOnly(false);
            assertThat(node.count(Hello.class)).isEqualTo(hellos);
        }
    }

    @Test
    void unconfirmedFencesOfAHeartbeatAreAppliedAndAcknowledged() throws Exception {
        fill();
        AtomicReference<Fence> owed = new AtomicReference<>(node.change("vol", KEY, new byte[] {8}, SIZE));
        Queue<CookieState> seen = new ConcurrentLinkedQueue<>();
        node.script = (link, id, frame) -> {
            if (frame instanceof FenceAck ack && ack.round() == 1) {
                seen.add(cookie.state());
            }
            Fence fence = frame instanceof Heartbeat ? owed.getAndSet(null) : null;
            if (frame instanceof Heartbeat beat && fence != null) {
                link.send(id, new HeartbeatAck(beat.sequence(), node.epoch, 2000, List.of(fence)), null);
                return true;
            }
            return false;
        };
        await().until(() -> seen.size() == 1);
        assertThat(seen.remove())
                .isInstanceOfSatisfying(
                        CookieState.LookedUp.class,
                        state -> assertThat(state.generation()).isEqualTo(node.generation(CookieId.of("vol", KEY))));
    }

    @Test
    void row16AnUpdateElsewhereMovesTheCookieOnAndItsContentsSurvive() throws Exception {
        fill();
        Queue<CookieState> seen = statesAtAck(cookie);
        Fence fence = node.update("vol", KEY, new byte[] {9}, SIZE);
        node.push(33, fence);
        await().until(() -> seen.size() == 1);
        assertThat(((CookieState.LookedUp) seen.remove()).generation()).isEqualTo(fence.next());
        assertThat(read()).isEqualTo(contents);
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.aux().toArray()).containsExactly(9);
        }
        assertThat(node.count(Use.class)).isEqualTo(1);
    }

    @Test
    void aFenceOfAnotherBaseMakesTheCookieLookUpAgain() throws Exception {
        fill();
        node.change("vol", KEY, new byte[] {8}, SIZE);
        Fence second = node.change("vol", KEY, AUX, SIZE);
        Queue<CookieState> seen = statesAtAck(cookie);
        node.push(34, second);
        await().until(() -> seen.size() == 1);
        assertThat(seen.remove()).isEqualTo(new CookieState.Quiescent());
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.generation()).isEqualTo(second.next());
        }
    }

    /** Answers the first look-up with the record as {@code known} left it, behind these fences. */
    private void answerLate(Fence known, Fence... before) {
        AtomicBoolean done = new AtomicBoolean();
        node.script = (link, id, frame) -> {
            if (!(frame instanceof Use) || !done.compareAndSet(false, true)) {
                return false;
            }
            for (Fence fence : before) {
                link.send(40, fence, null);
            }
            CookieReply old = new CookieReply(known.cookie(), known.next(), known.aux(), SIZE, false, false);
            link.send(id, old, null);
            return true;
        };
    }

    @Test
    void aFenceThatComesLateDoesNotBringRefusedCoherencyDataBack() throws Exception {
        // Given: the cookie is at the second change, and the fence of the first one comes.
        Fence first = node.change("vol", KEY, new byte[] {8}, SIZE);
        node.change("vol", KEY, AUX, SIZE);
        cookie.use(false);
        cookie.beginRead().close();
        node.script = (link, id, frame) -> {
            if (frame instanceof Use use && use.aux().equals(first.aux())) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.REFUSED_AUX, "moved away"), null);
                return true;
            }
            return false;
        };
        node.push(41, first);
        await().until(() -> node.count(FenceAck.class) == 1);
        // Then
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.aux().toArray()).isEqualTo(AUX);
        }
    }

    private void assertLooksUpAgain() throws Exception {
        cookie.use(false);
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.generation()).isEqualTo(node.generation(CookieId.of("vol", KEY)));
        }
        assertThat(node.count(Use.class)).isEqualTo(2);
    }

    @Test
    void anAnswerThatAFenceOvertookIsNotBelieved() throws Exception {
        Fence first = node.change("vol", KEY, AUX, SIZE);
        Fence second = node.change("vol", KEY, AUX, SIZE);
        answerLate(first, second);
        assertLooksUpAgain();
    }

    @Test
    void anAnswerThatTwoFencesInTheWrongOrderOvertookIsNotBelieved() throws Exception {
        Fence first = node.change("vol", KEY, AUX, SIZE);
        Fence second = node.change("vol", KEY, AUX, SIZE);
        answerLate(first, second, first);
        assertLooksUpAgain();
    }

    @Test
    void anAnswerThatTwoFencesOvertookIsNotBelievedEvenWhenTheyAreTheSame() throws Exception {
        Fence only = node.change("vol", KEY, AUX, SIZE);
        answerLate(only, only, only);
        assertLooksUpAgain();
    }

    @Test
    void anOlderFenceDuringAnInvalidationDoesNotBringItsCoherencyDataBack() throws Exception {
        fill();
        Held changes = new Held(Change.class);
        node.script = changes;
        Fence older = node.change("vol", KEY, new byte[] {8}, SIZE);
        CompletableFuture<Void> done =
                cookie.invalidate(new byte[] {9}, SIZE, Set.of()).toCompletableFuture();
        await().until(() -> changes.count() == 1);
        node.push(38, older);
        await().until(() -> node.count(FenceAck.class) == 1);
        changes.release();
        done.get(10, TimeUnit.SECONDS);
        cookie.beginRead().close();
        assertThat(only(Use.class, node.received))
                .last()
                .satisfies(use -> assertThat(use.aux().toArray()).containsExactly(9));
    }

    @Test
    void writesAndInvalidationsFromSeveralThreadsDoNotBlockEachOther() throws Exception {
        try (FsCache wide = connect(Duration.ofSeconds(10), 2, node)) {
            cookie = wide.acquireVolume("wide", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            cookie.use(false);
            AtomicBoolean stop = new AtomicBoolean();
            CompletableFuture<?> writer = CompletableFuture.runAsync(() -> {
                while (!stop.get()) {
                    try {
                        write(contents);
                    } catch (CacheException e) {
                        assertThat(e.code()).isIn(ErrorCode.ESTALE, ErrorCode.ENOBUFS);
                    }
                }
            });
            for (int i = 0; i < 200; i++) {
                invalidate();
            }
            stop.set(true);
            writer.get(10, TimeUnit.SECONDS);
        }
    }
}
