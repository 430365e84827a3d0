package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Use;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** COHERENCE 7.2, the client's side: what becomes of a session that was cut off, and of the marks of its modifiers. */
@Timeout(60)
final class SessionExpiryTest extends ClientFixture {
    private static final Duration TOO_LONG = Limits.SESSION_TIMEOUT.plusSeconds(1);

    @Test
    void aModifierTakesItsMarkAnewBeforeItMayWriteAndTheClientSaysThatItsSessionExpired() throws Exception {
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        Logger logger = (Logger) LoggerFactory.getLogger(Session.class);
        log.start();
        logger.addAppender(log);
        try {
            // Given: a modifier with a write begun, and heart-beats that are answered no more.
            cookie.use(true);
            CacheOperation begun = cookie.beginWrite();
            node.script = (link, id, frame) -> frame instanceof Heartbeat;
            clock.advance(TOO_LONG);
            // Then: it says so, once, and what was begun counts no longer.
            await().until(() -> cache.stats().sessionsExpired() == 1);
            assertThat(begun.isCurrent()).isFalse();
            CacheException stale =
                    catchThrowableOfType(CacheException.class, () -> begun.write(0, ByteBuffer.wrap(contents)));
            assertThat(stale.code()).isEqualTo(ErrorCode.ESTALE);
            List<String> warnings = log.list.stream()
                    .filter(event -> event.getLevel() == Level.WARN)
                    .map(ILoggingEvent::getFormattedMessage)
                    .filter(line -> line.startsWith("session expired"))
                    .toList();
            assertThat(warnings)
                    .containsExactly("session expired after 31 s without a heart-beat: marks are taken anew, cached"
                            + " pages are verified again");
            // When: it is connected again.
            node.script = (link, id, frame) -> false;
            assertThat(cache.awaitConnected(10_000)).isTrue();
            long uses = node.count(Use.class);
            cookie.beginWrite().close();
            // Then: a look-up has taken the mark before the write could begin, and it goes on.
            List<Use> all = only(Use.class, node.received);
            assertThat(all).hasSize((int) uses + 1);
            Use last = all.get(all.size() - 1);
            assertThat(last.willModify()).isTrue();
            assertThat(last.sequence()).isGreaterThan(all.get(0).sequence());
            write(contents);
            assertThat(read()).isEqualTo(contents);
            assertThat(cache.stats().sessionsExpired()).isEqualTo(1);
        } finally {
            logger.detachAppender(log);
        }
    }

    @Test
    void changesThatWaitForTheSessionAreSentInTheOrderInWhichTheyWereMade() throws Exception {
        fill();
        // Given: no lease.
        node.script = (link, id, frame) -> frame instanceof Heartbeat;
        clock.advance(Limits.LEASE.plusSeconds(1));
        List<CompletableFuture<Void>> changes = new ArrayList<>();
        for (byte aux = 10; aux < 15; aux++) {
            changes.add(cookie.invalidate(new byte[] {aux}, SIZE, Set.of()).toCompletableFuture());
        }
        // When: heart-beats are answered again.
        node.script = (link, id, frame) -> false;
        for (CompletableFuture<Void> change : changes) {
            change.get(10, TimeUnit.SECONDS);
        }
        // Then: the record has the last coherency data, and not one that it moved away from later.
        assertThat(only(Change.class, node.received))
                .extracting(change -> change.aux().toArray()[0])
                .containsExactly((byte) 10, (byte) 11, (byte) 12, (byte) 13, (byte) 14);
    }

    @Test
    void whileTheMarkCannotBeTakenAnewNoWriteBegins() throws Exception {
        cookie.use(true);
        cookie.beginWrite().close();
        // When: the session comes back and the record cannot be asked.
        node.script = (link, id, frame) -> frame instanceof Heartbeat;
        clock.advance(TOO_LONG);
        await().until(() -> cache.stats().sessionsExpired() == 1);
        node.script = (link, id, frame) -> frame instanceof Use;
        assertThat(cache.awaitConnected(10_000)).isTrue();
        // Then
        CacheException error = catchThrowableOfType(CacheException.class, () -> cookie.beginWrite());
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
    }

    @Test
    void aLostSessionIsResumedAtAnotherNodeUnderTheSameIdWithTheModifiersMark() throws Exception {
        try (FakeNode other = new FakeNode(2);
                FsCache client = connect(node, other)) {
            cookie = client.acquireVolume("mine", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            cookie.use(true);
            cookie.beginWrite().close();
            FakeNode first = isMine(node) ? node : other;
            FakeNode second = first == node ? other : node;
            Hello hello = sessionHello(first);
            // When: its session node does not answer any more.
            first.script = (link, id, frame) -> frame instanceof Heartbeat || frame instanceof Hello;
            first.cut();
            await().until(() -> second.received.stream()
                    .anyMatch(frame -> frame instanceof Hello h && h.session().equals(hello.session())));
            assertThat(client.awaitConnected(10_000)).isTrue();
            cookie.beginWrite().close();
            // Then
            Use mark = only(Use.class, second.received).stream()
                    .filter(use -> use.volumeKey().equals("mine"))
                    .findFirst()
                    .orElseThrow();
            assertThat(mark.willModify()).isTrue();
            assertThat(client.stats().sessionsExpired()).isZero();
        }
    }

    @Test
    void whatWasLearntBeforeALostConnectionIsLookedUpAgainAlsoAtTheSameNode() throws Exception {
        cookie.use(false);
        write(contents);
        assertThat(read()).isEqualTo(contents);
        CacheOperation begun = cookie.beginRead();
        // When: the connection is lost, and in the gap there is a change, whose fence nobody hears.
        node.cut();
        await().until(() -> !begun.isCurrent());
        Fence missed = node.change("vol", KEY, AUX, SIZE);
        assertThat(cache.awaitConnected(10_000)).isTrue();
        // Then
        try (CacheOperation next = cookie.beginRead()) {
            assertThat(next.generation()).isEqualTo(missed.next());
        }
        // The data connection may be seen to be lost after the session is back: then the node is passed over for a
        // while.
        await().untilAsserted(() -> {
            clock.advance(ClientLimits.MIN_BACK_OFF);
            assertThat(readError().code()).isEqualTo(ErrorCode.ENODATA);
        });
        assertThat(node.count(FenceAck.class)).isZero();
    }

    private static boolean isMine(FakeNode node) {
        return node.received.stream()
                .anyMatch(frame -> frame instanceof Use use && use.volumeKey().equals("mine"));
    }

    /** The last one, which is that of the test's own client. */
    private static Hello sessionHello(FakeNode node) {
        List<Hello> hellos = only(Hello.class, node.received).stream()
                .filter(Hello::sessionNode)
                .toList();
        return hellos.get(hellos.size() - 1);
    }
}
