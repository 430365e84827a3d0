package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.metadata.ChangeRequest;
import io.netfscache.node.metadata.Coherency;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.CookieResult;
import io.netfscache.node.metadata.HazelcastRecords;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
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

/** What the nodes of a cluster see to in the records by themselves. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RecordUpkeepIT {
    private static final String VOLUME = "upkeep";
    private static final Duration SOON = Duration.ofSeconds(30);

    private final Random random = new Random(1);
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ExecutorService executor = Executors.newSingleThreadExecutor();
    private TestCluster cluster;
    private HazelcastRecords records;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = TestCluster.start(directory, 2);
        // A coordinator outside of the nodes, which dies when the test wants it to.
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

    private CookieReply use(int node, String key, boolean willModify) throws IOException {
        FrameClient client = FrameClient.session(cluster.node(node).dataAddress(), random.nextLong());
        client.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
        return (CookieReply)
                client.request(new Use(operation(), VOLUME, Bytes.utf8(key), Bytes.utf8("v1"), 100, willModify, 1))
                        .frame();
    }

    private FrameClient session(int node, long id) throws IOException {
        FrameClient client = FrameClient.session(cluster.node(node).dataAddress(), id);
        client.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
        return client;
    }

    private CookieReply use(FrameClient client, String key, boolean willModify) throws IOException {
        return (CookieReply)
                client.request(new Use(operation(), VOLUME, Bytes.utf8(key), Bytes.utf8("v1"), 100, willModify, 1))
                        .frame();
    }

    private CookieReply change(
            FrameClient client, Change.Kind kind, String key, ObjectGeneration base, boolean dioWrite, ByteRange range)
            throws IOException {
        return (CookieReply) client.request(new Change(
                        operation(), kind, VOLUME, Bytes.utf8(key), base, Bytes.EMPTY, true, 100, dioWrite, range))
                .frame();
    }

    private CookieRecord record(CookieId cookie) throws Exception {
        return records.lookUp(cookie)
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS)
                .orElseThrow();
    }

    @Test
    void the_fence_of_a_coordinator_that_died_is_finished_by_the_records_owner() throws Exception {
        CookieId cookie = use(0, "left-over", false).cookie();
        // When a change has run its processor and its coordinator sends no fence
        CookieResult changed = records.change(new ChangeRequest(
                        operation(),
                        Change.Kind.INVALIDATE,
                        VOLUME,
                        Bytes.utf8("left-over"),
                        Generation.NONE,
                        new Coherency(Bytes.utf8("v2"), 100),
                        false,
                        false,
                        ByteRange.ALL,
                        new Generation(1, 2)))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(changed.fence()).isNotNull();
        // Then the fence is carried and cleared without anybody asking for the object
        await().atMost(SOON).until(() -> record(cookie).pendingFence() == null);
        assertThat(record(cookie).generation()).isEqualTo(changed.fence().next());
    }

    @Test
    void a_modifier_is_listed_in_its_sessions_record_until_it_is_done() throws Exception {
        FrameClient client = FrameClient.session(cluster.node(1).dataAddress(), 77);
        client.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
        CookieReply reply = (CookieReply)
                client.request(new Use(operation(), VOLUME, Bytes.utf8("modified"), Bytes.utf8("v1"), 100, true, 1))
                        .frame();
        assertThat(memberOf(cluster.node(0)).getMap("sessions").size()).isEqualTo(1);
        assertThat(record(reply.cookie()).modifiers().marks()).hasSize(1);
        client.request(new Unuse(List.of(new Unuse.Mark(reply.cookie(), 2))));
        assertThat(memberOf(cluster.node(0)).getMap("sessions").size()).isZero();
        assertThat(record(reply.cookie()).modifiers().marks()).isEmpty();
    }

    @Test
    void caching_that_a_dio_write_has_turned_off_comes_on_when_the_last_client_of_any_node_has_closed()
            throws Exception {
        // Given an object that clients of both nodes use
        FrameClient writer = session(0, 3);
        FrameClient reader = session(1, 4);
        CookieId cookie = use(writer, "direct", false).cookie();
        use(reader, "direct", false);
        change(writer, Change.Kind.INVALIDATE, "direct", ObjectGeneration.NONE, true, ByteRange.ALL);
        // When the one that has written past the cache closes it, caching stays off
        writer.request(new Unuse(List.of(new Unuse.Mark(cookie, 2))));
        await().during(NodeLimits.DISABLED_SWEEP.multipliedBy(2))
                .atMost(SOON)
                .until(() -> record(cookie).disabled());
        // When the other one goes too, it comes on
        reader.request(new Unuse(List.of(new Unuse.Mark(cookie, 2))));
        await().atMost(SOON).until(() -> !record(cookie).disabled());
        await().atMost(SOON).until(() -> record(cookie).pendingFence() == null);
    }

    @Test
    void writes_of_a_modifier_are_committed_when_it_is_done() throws Exception {
        FrameClient client = session(0, 5);
        CookieReply used = use(client, "written", true);
        CookieReply written =
                change(client, Change.Kind.MODIFY, "written", used.generation(), false, new ByteRange(0, 4096));
        assertThat(written.generation()).isNotEqualTo(used.generation());
        assertThat(record(used.cookie()).dirty()).isTrue();
        // When its client says so through another session node, which knows nothing of the mark
        client.close();
        session(1, 5).request(new Unuse(List.of(new Unuse.Mark(used.cookie(), 2, true))));
        // Then
        CookieRecord committed = record(used.cookie());
        assertThat(committed.dirty()).isFalse();
        assertThat(committed.modifiers().isEmpty()).isTrue();
        assertThat(committed.generation()).isNotEqualTo(written.generation().object());
    }

    @Test
    void a_node_that_joins_again_as_another_member_serves_as_before() throws Exception {
        CookieId cookie = use(1, "kept", false).cookie();
        cluster.node(1).seat().takeAgain();
        await().atMost(SOON)
                .until(() ->
                        cluster.node(0).memberCount() == 2 && cluster.node(1).memberCount() == 2);
        await().atMost(SOON)
                .ignoreExceptions()
                .until(() -> use(1, "kept", false).cookie().equals(cookie));
        assertThat(record(cookie).coherency().aux()).isEqualTo(Bytes.utf8("v1"));
    }
}
