package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.HazelcastRecords;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Explain;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.ObjectReport;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Sessions that move, go silent and die, on real nodes (COHERENCE 7). */
@Timeout(300)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SessionsIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final String VOLUME = "sessions";
    private static final Duration SOON = Duration.ofSeconds(30);
    /** Until a dead session is reaped: the time-out, its margin, a report and a sweep, and much room for a busy machine. */
    private static final Duration REAPED = Limits.SESSION_TIMEOUT.multipliedBy(3);

    /** How long a session lives on at another node; the shorter one contains a report to the owner of its record. */
    private static final Duration ALIVE =
            LONG ? Limits.SESSION_TIMEOUT.multipliedBy(3).dividedBy(2) : NodeLimits.SESSION_REPORT.plusSeconds(1);

    private final Random random = new Random(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private TestCluster cluster;
    private HazelcastRecords records;

    /** A client whose heart-beats are sent by the test. */
    private final class Client implements AutoCloseable {
        private final FrameClient frames;
        private long beats;

        Client(int node, long session) throws IOException {
            frames = FrameClient.session(cluster.node(node).dataAddress(), session);
        }

        HeartbeatAck beat() throws IOException {
            return (HeartbeatAck) frames.request(new Heartbeat(++beats)).frame();
        }

        CookieReply use(String key, boolean willModify, long sequence) throws IOException {
            frames.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
            return (CookieReply) frames.request(
                            new Use(operation(), VOLUME, Bytes.utf8(key), Bytes.utf8("v1"), 100, willModify, sequence))
                    .frame();
        }

        Fence awaitFence() throws IOException {
            FrameClient.Received pushed = frames.awaitPush(Fence.class);
            Fence fence = (Fence) pushed.frame();
            frames.sendAs(pushed.requestId(), FenceAck.confirmed(fence.round()));
            return fence;
        }

        @Override
        public void close() throws IOException {
            frames.close();
        }
    }

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = TestCluster.start(directory, 3);
        records = new HazelcastRecords(() -> memberOf(cluster.node(0)), timer, executor, System::nanoTime, Rules.ALL);
    }

    @AfterAll
    void stop() {
        cluster.close();
        timer.shutdownNow();
        executor.shutdownNow();
    }

    private static HazelcastInstance memberOf(ClusterNode node) {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(member -> node.id()
                        .toString()
                        .equals(member.getCluster().getLocalMember().getAttribute("node.id")))
                .findFirst()
                .orElseThrow();
    }

    private OperationId operation() {
        return new OperationId(random.nextLong(), random.nextLong());
    }

    private CookieRecord record(CookieId cookie) throws Exception {
        return records.lookUp(cookie)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .orElseThrow();
    }

    private boolean hasSessionRecord(long session) {
        return memberOf(cluster.node(0)).getMap("sessions").containsKey(new SessionId(session, session));
    }

    private boolean isMarked(CookieId cookie, long session) throws Exception {
        return record(cookie).modifiers().marks().containsKey(new SessionId(session, session));
    }

    private CompletableFuture<Fence> nextFence(Client client) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                return client.awaitFence();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void the_marks_of_a_reader_that_died_are_gone_from_its_session_node() throws Exception {
        // Given
        Client reader = new Client(1, 11);
        reader.use("read", false, 1);
        reader.beat();
        assertThat(users(1, "read")).isEqualTo(1);

        // When
        long died = System.nanoTime();
        reader.close();

        // Then
        await().atMost(SOON).until(() -> users(1, "read") == 0);
        print("a reader's mark was gone %.1f s after its end", died);
    }

    @Test
    void a_session_that_moves_keeps_its_modifiers_mark_and_leaves_no_reader_behind() throws Exception {
        // Given a modifier at one node
        Client before = new Client(1, 12);
        CookieId cookie = before.use("moves", true, 1).cookie();
        long epoch = before.beat().epoch();
        assertThat(isMarked(cookie, 12)).isTrue();

        // When the connection is lost and the same session goes on at another node
        before.close();
        try (Client after = new Client(2, 12)) {
            // Then it has another epoch, so that what it had looked up is void, and its mark in the record
            assertThat(after.beat().epoch()).isNotEqualTo(epoch);
            await().atMost(SOON).until(() -> {
                after.beat();
                return users(1, "moves") == 0;
            });
            assertThat(isMarked(cookie, 12)).isTrue();

            // And a change that was made in the gap is what it finds
            try (Client other = new Client(0, 13)) {
                CookieReply changed = (CookieReply) other.frames
                        .request(new Change(
                                operation(),
                                Change.Kind.INVALIDATE,
                                VOLUME,
                                Bytes.utf8("moves"),
                                ObjectGeneration.NONE,
                                Bytes.utf8("v1"),
                                false,
                                100,
                                false))
                        .frame();
                assertThat(after.use("moves", true, 2).generation()).isEqualTo(changed.generation());
            }
            assertThat(users(2, "moves")).isEqualTo(1);
        }
    }

    @Test
    void a_modifier_that_dies_keeps_its_mark_while_it_may_come_back_and_is_then_fenced_at_all_nodes() throws Exception {
        // Given
        Client modifier = new Client(0, 21);
        CookieReply modified = modifier.use("dies", true, 1);
        modifier.beat();

        // When
        long died = System.nanoTime();
        modifier.close();

        // Then its session node forgets it, and nobody else does
        await().atMost(SOON).until(() -> users(0, "dies") == 0);
        assertThat(isMarked(modified.cookie(), 21)).isTrue();
        assertThat(hasSessionRecord(21)).isTrue();
        if (LONG) {
            fencedAtAllNodes(modified, died);
        }
    }

    private void fencedAtAllNodes(CookieReply modified, long died) throws Exception {
        // Readers without heart-beats go after 30 s too: these come shortly before that.
        await().pollDelay(Limits.SESSION_SILENCE.minusSeconds(8)).atMost(REAPED).until(() -> true);
        assertThat(isMarked(modified.cookie(), 21)).as("not too early").isTrue();
        List<Client> readers = new ArrayList<>();
        List<CompletableFuture<Fence>> fences = new ArrayList<>();
        for (int node = 0; node < 3; node++) {
            Client reader = new Client(node, 30 + node);
            readers.add(reader);
            assertThat(reader.use("dies", false, 1).generation()).isEqualTo(modified.generation());
            fences.add(nextFence(reader));
        }
        for (CompletableFuture<Fence> fence : fences) {
            Fence reaped = fence.get(REAPED.toSeconds(), TimeUnit.SECONDS);
            assertThat(reaped.dropped()).isEqualTo(ByteRange.ALL);
            assertThat(reaped.base().object())
                    .as("whoever goes on has to look up again")
                    .isEqualTo(Generation.NONE);
            assertThat(reaped.next()).isNotEqualTo(modified.generation());
        }
        print("a dead modifier's object was fenced at all nodes after %.1f s", died);
        assertThat(isMarked(modified.cookie(), 21)).isFalse();
        assertThat(record(modified.cookie()).generation())
                .isNotEqualTo(modified.generation().object());
        await().atMost(SOON).until(() -> !hasSessionRecord(21));
        for (Client reader : readers) {
            reader.close();
        }
    }

    @Test
    void a_session_that_lives_on_at_another_node_is_not_reaped_until_it_dies_there() throws Exception {
        // Given a modifier that has moved, and does nothing with its object there
        Client before = new Client(1, 41);
        CookieReply modified = before.use("lives", true, 1);
        before.close();
        Client after = new Client(2, 41);

        // When it is alive for some time
        long end = System.nanoTime() + ALIVE.toNanos();
        await().atMost(REAPED).pollInterval(Limits.HEARTBEAT_INTERVAL).until(() -> {
            after.beat();
            return System.nanoTime() > end;
        });

        // Then its mark is there and the object is what it was
        assertThat(isMarked(modified.cookie(), 41)).isTrue();
        assertThat(record(modified.cookie()).generation())
                .isEqualTo(modified.generation().object());

        // And when it dies there, the mark goes
        long died = System.nanoTime();
        after.close();
        if (LONG) {
            reaped(modified, died);
        }
    }

    private void reaped(CookieReply modified, long died) {
        await().atMost(REAPED).until(() -> !isMarked(modified.cookie(), 41));
        print("the mark of a session that had moved was gone %.1f s after its end", died);
    }

    /** Sessions of that node that use the object. */
    private int users(int node, String key) throws IOException {
        try (FrameClient asking = new FrameClient(cluster.node(node).dataAddress())) {
            asking.request(FrameClient.hello(Hello.Role.CLIENT, 99, false, Bytes.EMPTY));
            ObjectReport report = (ObjectReport)
                    asking.request(new Explain(VOLUME, Bytes.utf8(key))).frame();
            return report.sessions();
        }
    }

    private static void print(String format, long from) {
        System.out.println("SessionsIT: " + String.format(Locale.ROOT, format, (System.nanoTime() - from) / 1e9));
    }
}
