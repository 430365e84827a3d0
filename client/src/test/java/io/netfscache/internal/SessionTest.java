package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.internal.coherence.SessionLease;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.View;
import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The session, its time to live and its node; and nodes that do not behave. */
@Timeout(60)
final class SessionTest extends ClientFixture {
    @Test
    void fencesOfAHeartbeatAreAppliedBeforeItsTimeToLiveCounts() throws Exception {
        Fence fence = new Fence(
                4,
                0,
                Fence.Scope.OBJECT,
                "vol",
                Bytes.of(KEY),
                ObjectGeneration.NONE,
                new ObjectGeneration(new Generation(1, 1), new Generation(2, 2)),
                ByteRange.ALL,
                1,
                Bytes.EMPTY);
        try (FakeNode strict = new FakeNode(3)) {
            strict.script = (link, id, frame) -> {
                if (frame instanceof Heartbeat beat) {
                    link.send(id, new HeartbeatAck(beat.sequence(), 1, 2000, List.of(fence)), null);
                    return true;
                }
                return false;
            };
            EventLoops loops = Wiring.eventLoops(1);
            try {
                EventLoop loop = loops.next();
                Counters counters = new Counters();
                Dialer dialer =
                        new Dialer(loops, ClientConfig.of(List.of(strict.address())), new SessionId(1, 2), counters);
                AtomicReference<Session> session = new AtomicReference<>();
                Queue<Long> epochs = new ConcurrentLinkedQueue<>();
                session.set(new Session(
                        dialer,
                        new Nodes(dialer, clock, new Random(1)),
                        List.of(strict.address()),
                        seen -> epochs.add(session.get().epoch()),
                        loop,
                        clock,
                        new SessionLease(clock, clock::millis, Rules.ALL),
                        new Random(1),
                        counters));
                session.get().start();
                assertThat(session.get().ready().get(10, TimeUnit.SECONDS)).isNotNull();
                assertThat(epochs).first().isEqualTo(SessionLease.NO_EPOCH);
                assertThat(session.get().epoch()).isNotEqualTo(SessionLease.NO_EPOCH);
                await().until(() ->
                        strict.received.stream().anyMatch(frame -> frame instanceof FenceAck ack && ack.round() == 4));
            } finally {
                loops.close();
            }
        }
    }

    @Test
    void aNewEpochVoidsALookUpUnderWay() throws Exception {
        Held uses = new Held(Use.class);
        node.script = uses;
        cookie.use(false);
        await().until(() -> uses.count() == 1);
        long before = ((ClusterCache) cache).session().epoch();
        node.epoch = 2;
        await().until(() -> ((ClusterCache) cache).session().epoch() > before);
        uses.release();
        cookie.beginRead().close();
        assertThat(node.count(Use.class)).isEqualTo(2);
    }

    @Test
    void aNodeThatDoesNotAnswerALookUpCostsTheDeadlineAndNoMore() throws Exception {
        node.script = (link, id, frame) -> frame instanceof Use;
        cookie.use(false);
        CacheException error = readError();
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(error.reason()).isEqualTo(Reason.DEADLINE);
        assertThat(error.getMessage()).contains(Limits.LOOKUP_DEADLINE.toString());
        assertThat(Limits.BEGIN_DEADLINE).isEqualTo(Limits.LOOKUP_DEADLINE);
        assertThat(cache.stats().notCached()).containsKey("DEADLINE");
    }

    @Test
    void aRefusedLookUpSaysWhy() throws Exception {
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.REFUSED_AUX, "moved away"), null);
                return true;
            }
            return false;
        };
        cookie.use(false);
        CacheException error = readError();
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(error.reason()).isEqualTo(Reason.REFUSED_AUX);
        assertThat(cache.stats().notCached()).containsEntry("REFUSED_AUX", 1L);
        // When: it is asked again at once, the failure counts still.
        assertThat(readError().reason()).isEqualTo(Reason.REFUSED_AUX);
        assertThat(node.count(Use.class)).isEqualTo(1);
        // When: later.
        node.script = (link, id, frame) -> false;
        clock.advance(ClientLimits.LOOKUP_RETRY);
        cookie.beginRead().close();
        assertThat(node.count(Use.class)).isEqualTo(2);
    }

    @Test
    void theSessionGoesFromServerToServerUntilOneTakesIt() throws Exception {
        try (FakeNode refusing = new FakeNode(2);
                FakeNode leaving = new FakeNode(3);
                FakeNode gone = new FakeNode(4)) {
            gone.close();
            refusing.script = (link, id, frame) -> {
                link.send(id, new ErrorReply(ErrorCode.EACCES, Reason.BAD_CREDENTIALS, "no"), null);
                return true;
            };
            leaving.script = (link, id, frame) -> {
                link.close();
                return true;
            };
            for (int i = 0; i < 4; i++) {
                FakeNode[] servers = {gone, refusing, leaving, node};
                java.util.Collections.rotate(java.util.Arrays.asList(servers), i);
                try (FsCache client = connect(servers)) {
                    Cookie mine =
                            client.acquireVolume("v" + i, "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
                    mine.use(false);
                    mine.beginRead().close();
                }
            }
            assertThat(refusing.received).allMatch(Hello.class::isInstance);
        }
    }

    @Test
    void refusedCredentialsAreToldAsTheReason() throws Exception {
        try (FakeNode refusing = new FakeNode(2)) {
            refusing.script = (link, id, frame) -> {
                link.send(id, new ErrorReply(ErrorCode.EACCES, Reason.BAD_CREDENTIALS, "no"), null);
                return true;
            };
            try (FsCache client = start(Duration.ZERO, 1, refusing)) {
                Cookie mine = client.acquireVolume("v", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
                mine.use(false);
                cookie = mine;
                CacheException error = readError();
                assertThat(error.reason()).isEqualTo(Reason.BAD_CREDENTIALS);
            }
        }
    }

    @Test
    void aNodeThatTakesASessionAndDropsItIsNotAskedAgainAtOnce() throws Exception {
        try (FakeNode fickle = new FakeNode(2)) {
            fickle.script = (link, id, frame) -> {
                if (frame instanceof Heartbeat) {
                    link.close();
                    return true;
                }
                return false;
            };
            try (FsCache client = start(Duration.ZERO, 1, fickle)) {
                cookie = client.acquireVolume("v", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
                await().until(() -> fickle.count(Hello.class) > 1);
                cookie.use(false);
                // While it waits for its turn everything is not cached, soon and with a reason.
                assertThat(readError().reason()).isEqualTo(Reason.NO_NODES);
                fickle.script = (link, id, frame) -> false;
                assertThat(client.awaitConnected(10_000)).isTrue();
            }
        }
    }

    @Test
    void aSessionNodeThatHasNoLeaseToLendIsLeftForAnother() throws Exception {
        AtomicReference<FakeNode> leaseless = new AtomicReference<>();
        try (FakeNode second = new FakeNode(2)) {
            for (FakeNode each : List.of(node, second)) {
                each.script = (link, id, frame) -> {
                    if (!(frame instanceof Heartbeat beat) || !link.session) {
                        return false;
                    }
                    leaseless.compareAndSet(null, each);
                    int millis = leaseless.get() == each ? 0 : 2000;
                    link.send(id, new HeartbeatAck(beat.sequence(), 1, millis, List.of()), null);
                    return true;
                };
            }
            try (FsCache client = start(Duration.ZERO, 1, node, second)) {
                assertThat(client.awaitConnected(10_000)).isTrue();
                assertThat(leaseless.get().count(Heartbeat.class)).isPositive();
            }
        }
    }

    @Test
    void aNodeThatIsNotTheOneOfTheViewIsPassedOver() throws Exception {
        try (FakeNode second = new FakeNode(2)) {
            // Given: the view says that another node listens there, which is alone in the view.
            View.Member wrong = new View.Member(
                    new NodeId(77, 77), "127.0.0.1", second.address().getPort(), 1);
            node.push(0, new View(2, List.of(wrong)));
            cookie.use(false);
            await().until(() -> ((ClusterCache) cache).cluster().members().contains(wrong));
            cookie.beginRead().close();
            cookie.notePageRelease();
            CacheException error = readError();
            assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(error.reason()).isEqualTo(Reason.NO_NODES);
            assertThat(second.count(Read.class)).isZero();
            // When: the right node is next in rank.
            node.push(0, new View(3, List.of(wrong, node.member())));
            await().until(() -> ((ClusterCache) cache).cluster().members().size() == 2);
            write(contents);
            assertThat(read()).isEqualTo(contents);
        }
    }
}
