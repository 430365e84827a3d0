package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.FrameClient.Received;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.Occupied;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.Scrubbed;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatsRequest;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.View;
import io.netfscache.protocol.VolumeAcquired;
import io.netfscache.protocol.Welcome;
import io.netfscache.protocol.Write;
import io.netfscache.protocol.Written;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Two real nodes and clients that speak the protocol from outside. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterNodeIT {
    private static final String VOLUME = "test-volume";
    private static final Bytes AUX = Bytes.utf8("v1");

    private final AtomicLong numbers = new AtomicLong(100);
    private final Random random = new Random(1);
    private TestCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = TestCluster.start(directory, 2);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private InetSocketAddress address(int node) {
        return cluster.node(node).dataAddress();
    }

    private FrameClient session(int node) throws IOException {
        FrameClient client = FrameClient.session(address(node), numbers.incrementAndGet());
        Received acquired = client.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
        assertThat(acquired.frame()).isInstanceOf(VolumeAcquired.class);
        return client;
    }

    private OperationId operation() {
        return new OperationId(random.nextLong(), random.nextLong());
    }

    private Bytes newKey() {
        return Bytes.utf8("object-" + numbers.incrementAndGet());
    }

    private CookieReply use(FrameClient client, Bytes key, Bytes aux, long size) throws IOException {
        Received reply = client.request(new Use(operation(), VOLUME, key, aux, size, false, 1));
        assertThat(reply.frame()).isInstanceOf(CookieReply.class);
        return (CookieReply) reply.frame();
    }

    private Received invalidate(FrameClient client, Bytes key, Bytes aux, long size) throws IOException {
        return client.request(change(key, aux, size));
    }

    private Change change(Bytes key, Bytes aux, long size) {
        return new Change(
                operation(), Change.Kind.INVALIDATE, VOLUME, key, ObjectGeneration.NONE, aux, false, size, false);
    }

    private static byte[] bytes(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static int write(FrameClient client, CookieReply cookie, long offset, byte[] payload) throws IOException {
        Checksums checksums = Checksums.compute(ByteBuffer.wrap(payload));
        Received reply = client.request(
                new Write(cookie.cookie(), cookie.generation(), offset, payload.length, checksums), payload);
        assertThat(reply.frame()).isInstanceOf(Written.class);
        return ((Written) reply.frame()).storedBytes();
    }

    private static Received read(FrameClient client, CookieReply cookie, long offset, int length) throws IOException {
        return client.request(new Read(cookie.cookie(), cookie.generation(), offset, length, Read.Holes.FAIL));
    }

    private static void assertData(Received received, byte[] expected) {
        assertThat(received.frame()).isInstanceOf(Data.class);
        assertThat(received.payload()).isEqualTo(ByteBuffer.wrap(expected));
        assertThat(((Data) received.frame()).checksums().firstMismatch(received.payload()))
                .isEqualTo(-1);
    }

    private static void assertError(Received received, ErrorCode code, Reason reason) {
        assertThat(received.frame()).isInstanceOf(ErrorReply.class);
        ErrorReply error = (ErrorReply) received.frame();
        assertThat(error.code()).as(error.message()).isEqualTo(code);
        assertThat(error.reason()).as(error.message()).isEqualTo(reason);
    }

    @Test
    void what_one_client_wrote_another_reads_from_the_same_node() throws Exception {
        byte[] contents = bytes(100_000);
        Bytes key = newKey();
        try (FrameClient writer = session(0);
                FrameClient reader = session(1);
                FrameClient data = new FrameClient(address(0))) {
            data.request(FrameClient.hello(Hello.Role.CLIENT, 1, false, Bytes.EMPTY));
            CookieReply made = use(writer, key, AUX, contents.length);
            assertThat(made.created()).isTrue();

            assertThat(write(writer, made, 0, contents)).isEqualTo(contents.length);
            assertThat(write(writer, made, 0, contents))
                    .as("present blocks stay")
                    .isZero();

            CookieReply found = use(reader, key, AUX, contents.length);
            assertThat(found.created()).isFalse();
            assertThat(found.generation()).isEqualTo(made.generation());
            assertData(read(data, found, 0, contents.length), contents);
            byte[] tail = Arrays.copyOfRange(contents, 98_304, contents.length);
            assertData(read(data, found, 98_304, 4096), tail);
        }
    }

    @Test
    void a_hole_is_ENODATA_with_the_presence_of_the_range() throws Exception {
        byte[] contents = bytes(4 * 4096);
        try (FrameClient client = session(0)) {
            CookieReply cookie = use(client, newKey(), AUX, contents.length);
            write(client, cookie, 4096, Arrays.copyOfRange(contents, 4096, 8192));

            Received hole = read(client, cookie, 0, contents.length);
            assertError(hole, ErrorCode.ENODATA, Reason.NONE);
            assertThat(((ErrorReply) hole.frame()).detail().bit(0)).isFalse();
            assertThat(((ErrorReply) hole.frame()).detail().bit(1)).isTrue();

            Received run = client.request(new Read(cookie.cookie(), cookie.generation(), 4096, 8192, Read.Holes.STOP));
            assertData(run, Arrays.copyOfRange(contents, 4096, 8192));
            Received occupied = client.request(new Occupancy(cookie.cookie(), cookie.generation(), 0));
            assertThat(((Occupied) occupied.frame()).bytes()).isEqualTo(4096);
            Received scrubbed = client.request(new Scrub(cookie.cookie(), cookie.generation(), 4096, 4096));
            assertThat(((Scrubbed) scrubbed.frame()).droppedBlocks()).isZero();
        }
    }

    @Test
    @Provokes(Reason.WRONG_GENERATION)
    void after_an_acknowledged_invalidation_no_node_serves_the_old_generation() throws Exception {
        byte[] contents = bytes(20_000);
        Bytes key = newKey();
        try (FrameClient one = session(0);
                FrameClient two = session(1)) {
            CookieReply old = use(one, key, AUX, contents.length);
            write(one, old, 0, contents);
            write(two, old, 0, contents);
            assertData(read(two, old, 0, 8192), Arrays.copyOf(contents, 8192));

            Received changed = invalidate(two, key, Bytes.utf8("v2"), contents.length);

            assertThat(((CookieReply) changed.frame()).generation()).isNotEqualTo(old.generation());
            assertError(read(one, old, 0, 8192), ErrorCode.ESTALE, Reason.WRONG_GENERATION);
            assertError(read(two, old, 0, 8192), ErrorCode.ESTALE, Reason.WRONG_GENERATION);
            CookieReply current = (CookieReply) changed.frame();
            assertError(read(one, current, 0, 8192), ErrorCode.ENODATA, Reason.NONE);
        }
    }

    @Test
    void the_invalidation_is_acknowledged_only_after_the_sessions_that_use_the_object_have_confirmed()
            throws Exception {
        Bytes key = newKey();
        try (FrameClient user = session(0);
                FrameClient changer = session(1)) {
            use(user, key, AUX, 10);
            HeartbeatAck alive = (HeartbeatAck) user.request(new Heartbeat(1)).frame();
            assertThat(alive.timeToLiveMillis()).isBetween(1, (int) Limits.LEASE.toMillis());

            long asked = changer.send(change(key, Bytes.utf8("v2"), 10));
            Received fence = user.awaitPush(Fence.class);
            assertThat(((Fence) fence.frame()).objectKey()).isEqualTo(key);
            HeartbeatAck reminder =
                    (HeartbeatAck) user.request(new Heartbeat(2)).frame();
            assertThat(reminder.unconfirmed()).containsExactly((Fence) fence.frame());
            user.sendAs(fence.requestId(), FenceAck.confirmed(((Fence) fence.frame()).round()));

            Received answer = changer.awaitPush(CookieReply.class);
            assertThat(answer.requestId()).isEqualTo(asked);
            HeartbeatAck quiet = (HeartbeatAck) user.request(new Heartbeat(3)).frame();
            assertThat(quiet.unconfirmed()).isEmpty();
            assertThat(quiet.epoch()).isEqualTo(alive.epoch());
        }
    }

    @Test
    void a_session_that_never_confirms_runs_out_and_is_told_by_a_new_epoch() throws Exception {
        Bytes key = newKey();
        try (FrameClient user = session(0);
                FrameClient changer = session(1)) {
            use(user, key, AUX, 10);
            HeartbeatAck alive = (HeartbeatAck) user.request(new Heartbeat(1)).frame();

            Received answer = invalidate(changer, key, Bytes.utf8("v2"), 10);

            assertThat(answer.frame()).isInstanceOf(CookieReply.class);
            HeartbeatAck later = (HeartbeatAck) user.request(new Heartbeat(2)).frame();
            assertThat(later.epoch()).isNotEqualTo(alive.epoch());
            assertThat(later.unconfirmed()).isEmpty();
        }
    }

    @Test
    void other_coherency_data_at_a_use_invalidates_and_the_old_value_is_refused_afterwards() throws Exception {
        Bytes key = newKey();
        try (FrameClient client = session(0)) {
            CookieReply first = use(client, key, AUX, 5000);
            CookieReply second = use(client, key, Bytes.utf8("v2"), 6000);
            assertThat(second.generation()).isNotEqualTo(first.generation());
            assertThat(second.objectSize()).isEqualTo(6000);

            Received back = client.request(new Use(operation(), VOLUME, key, AUX, 5000, false, 1));

            assertError(back, ErrorCode.ENOBUFS, Reason.REFUSED_AUX);
        }
    }

    @Test
    void other_coherency_data_of_the_volume_changes_the_generation_of_all_its_objects() throws Exception {
        String volume = "coherent-volume";
        Bytes key = newKey();
        try (FrameClient client = FrameClient.session(address(0), numbers.incrementAndGet());
                FrameClient other = FrameClient.session(address(1), numbers.incrementAndGet())) {
            client.request(new AcquireVolume(operation(), volume, "", Bytes.utf8("a")));
            CookieReply before = (CookieReply) client.request(new Use(operation(), volume, key, AUX, 4096, false, 1))
                    .frame();
            write(client, before, 0, bytes(4096));
            assertData(read(client, before, 0, 4096), bytes(4096));
            Thread confirmer = confirming(client);

            VolumeAcquired acquired =
                    (VolumeAcquired) other.request(new AcquireVolume(operation(), volume, "", Bytes.utf8("b")))
                            .frame();

            confirmer.join();
            assertThat(acquired.invalidated()).isTrue();
            assertError(read(client, before, 0, 4096), ErrorCode.ESTALE, Reason.WRONG_GENERATION);
        }
    }

    private static Thread confirming(FrameClient client) {
        Thread thread = new Thread(() -> {
            try {
                Received fence = client.awaitPush(Fence.class);
                client.sendAs(fence.requestId(), FenceAck.confirmed(((Fence) fence.frame()).round()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        thread.start();
        return thread;
    }

    @Test
    void both_nodes_are_in_the_view_that_a_client_is_sent() throws Exception {
        try (FrameClient client = session(1)) {
            View view = (View) client.awaitPush(View.class).frame();

            assertThat(view.nodes().stream().map(View.Member::id))
                    .containsExactlyInAnyOrder(
                            cluster.node(0).id(), cluster.node(1).id());
            assertThat(view.nodes().stream().map(View.Member::port))
                    .containsExactlyInAnyOrder(address(0).getPort(), address(1).getPort());
        }
    }

    @Test
    @Provokes(Reason.NO_SUCH_OBJECT)
    void a_look_up_changes_nothing_and_says_when_there_is_no_record() throws Exception {
        Bytes key = newKey();
        try (FrameClient client = session(0)) {
            assertError(client.request(new LookUp(VOLUME, key)), ErrorCode.ENODATA, Reason.NO_SUCH_OBJECT);
            CookieReply used = use(client, key, AUX, 77);

            CookieReply found =
                    (CookieReply) client.request(new LookUp(VOLUME, key)).frame();

            assertThat(found.generation()).isEqualTo(used.generation());
            assertThat(found.objectSize()).isEqualTo(77);
            assertThat(client.request(new Unuse(List.of(new Unuse.Mark(used.cookie(), 1))))
                            .frame()
                            .type()
                            .toString())
                    .isEqualTo("OK");
        }
    }

    @Test
    void an_object_that_is_retired_and_made_again_is_cached_at_once() throws Exception {
        byte[] contents = bytes(20_000);
        Bytes key = newKey();
        try (FrameClient one = session(0);
                FrameClient two = session(1)) {
            CookieReply old = use(one, key, AUX, contents.length);
            write(one, old, 0, contents);
            // When it is retired, nobody finds or serves it
            CookieReply retired = (CookieReply) two.request(new Change(
                            operation(),
                            Change.Kind.RETIRE,
                            VOLUME,
                            key,
                            ObjectGeneration.NONE,
                            Bytes.EMPTY,
                            true,
                            contents.length,
                            false))
                    .frame();
            assertThat(retired.generation()).isEqualTo(ObjectGeneration.NONE);
            assertError(two.request(new LookUp(VOLUME, key)), ErrorCode.ENODATA, Reason.NO_SUCH_OBJECT);
            assertError(read(one, old, 0, 8192), ErrorCode.ESTALE, Reason.NO_SUCH_OBJECT);
            // When somebody makes it again, the very next requests are answered on both nodes
            CookieReply made = use(two, key, AUX, contents.length);
            assertThat(made.created()).isTrue();
            assertThat(write(one, made, 0, contents)).isEqualTo(contents.length);
            assertThat(write(two, made, 0, contents)).isEqualTo(contents.length);
            assertData(read(one, made, 0, 8192), Arrays.copyOf(contents, 8192));
            assertThat(use(one, key, AUX, contents.length).generation()).isEqualTo(made.generation());
        }
    }

    @Test
    @Provokes(Reason.LATER_CHUNK)
    void ranges_outside_the_object_or_across_chunks_are_EINVAL_and_the_connection_lives_on() throws Exception {
        try (FrameClient client = session(0)) {
            CookieReply small = use(client, newKey(), AUX, 5000);
            assertError(read(client, small, 8192, 4096), ErrorCode.EINVAL, Reason.LATER_CHUNK);
            CookieReply large = use(client, newKey(), AUX, 3L * Limits.DEFAULT_CHUNK_BYTES);
            assertError(
                    read(client, large, Limits.DEFAULT_CHUNK_BYTES - 4096, 8192), ErrorCode.EINVAL, Reason.MALFORMED);
            assertError(
                    client.request(new Occupancy(small.cookie(), small.generation(), 1)),
                    ErrorCode.EINVAL,
                    Reason.LATER_CHUNK);
            assertThat(client.request(new StatsRequest()).frame()).isInstanceOf(StatsReport.class);
        }
    }

    @Test
    void a_write_whose_bytes_do_not_match_their_checksums_stores_nothing() throws Exception {
        byte[] contents = bytes(4096);
        try (FrameClient client = session(0)) {
            CookieReply cookie = use(client, newKey(), AUX, contents.length);

            Received reply =
                    client.request(new Write(cookie.cookie(), cookie.generation(), 0, 4096, Checksums.of(1)), contents);

            assertError(reply, ErrorCode.EINVAL, Reason.CHECKSUM);
            assertError(read(client, cookie, 0, 4096), ErrorCode.ENODATA, Reason.NONE);
        }
    }

    @Test
    void an_unuse_that_a_later_use_has_overtaken_does_not_hide_the_next_fence() throws Exception {
        Bytes key = newKey();
        try (FrameClient user = session(0);
                FrameClient changer = session(1)) {
            CookieReply cookie = use(user, key, AUX, 10);
            user.request(new Use(operation(), VOLUME, key, AUX, 10, false, 5));
            user.request(new Unuse(List.of(new Unuse.Mark(cookie.cookie(), 4))));

            changer.send(change(key, Bytes.utf8("v2"), 10));

            assertThat(((Fence) user.awaitPush(Fence.class).frame()).objectKey())
                    .isEqualTo(key);
        }
    }

    @Test
    void a_session_that_came_from_another_node_hears_of_its_volumes_fences() throws Exception {
        String volume = "volume-of-a-moved-session";
        try (FrameClient before = FrameClient.session(address(0), 4242);
                FrameClient after = FrameClient.session(address(1), 4242);
                FrameClient changer = session(0)) {
            before.request(new AcquireVolume(operation(), volume, "", Bytes.EMPTY));
            after.request(new Use(operation(), volume, newKey(), AUX, 10, false, 1));

            changer.send(new RelinquishVolume(operation(), volume, Bytes.EMPTY, Bytes.EMPTY, true));

            assertThat(((Fence) after.awaitPush(Fence.class).frame()).volumeKey())
                    .isEqualTo(volume);
        }
    }

    @Test
    @Provokes(Reason.MALFORMED)
    void keys_that_break_the_rules_are_EINVAL_and_nothing_is_lost() throws Exception {
        byte[] contents = bytes(8192);
        try (FrameClient client = session(0)) {
            CookieReply kept = use(client, newKey(), AUX, contents.length);
            write(client, kept, 0, contents);
            for (String bad : List.of("", "a/b", ".hidden", "..", "nul\0")) {
                assertError(
                        client.request(new RelinquishVolume(operation(), bad, Bytes.EMPTY, Bytes.EMPTY, true)),
                        ErrorCode.EINVAL,
                        Reason.MALFORMED);
                assertError(
                        client.request(new AcquireVolume(operation(), bad, "", Bytes.EMPTY)),
                        ErrorCode.EINVAL,
                        Reason.MALFORMED);
                assertError(
                        client.request(new Use(operation(), bad, newKey(), AUX, 1, false, 1)),
                        ErrorCode.EINVAL,
                        Reason.MALFORMED);
            }
            assertError(
                    client.request(new Use(operation(), VOLUME, Bytes.EMPTY, AUX, 1, false, 1)),
                    ErrorCode.EINVAL,
                    Reason.MALFORMED);
            assertData(read(client, kept, 0, contents.length), contents);
        }
    }

    @Test
    void half_sent_large_frames_do_not_keep_others_from_writing() throws Exception {
        byte[] payload = bytes(1 << 20);
        List<FrameClient> attackers = new ArrayList<>();
        try (FrameClient honest = session(0)) {
            CookieReply cookie = use(honest, newKey(), AUX, payload.length);
            for (int i = 0; i < NodeLimits.LARGE_FRAMES + 8; i++) {
                FrameClient attacker = new FrameClient(address(0));
                attackers.add(attacker);
                attacker.request(FrameClient.hello(Hello.Role.CLIENT, 1, false, Bytes.EMPTY));
                attacker.sendRaw(new byte[] {0, 0x10, 0, 0, 0x22, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
                attacker.sendRaw(new byte[100_000]);
            }

            assertThat(write(honest, cookie, 0, payload)).isEqualTo(payload.length);
            assertThat(attackers.get(0).closedByNode()).isTrue();
        } finally {
            for (FrameClient attacker : attackers) {
                attacker.close();
            }
        }
    }

    @Test
    void whoever_breaks_the_format_is_closed_even_when_it_does_not_read() throws Exception {
        byte[] contents = bytes(1 << 20);
        try (FrameClient client = session(0)) {
            CookieReply cookie = use(client, newKey(), AUX, contents.length);
            write(client, cookie, 0, contents);
            for (int i = 0; i < 30; i++) {
                client.send(new Read(cookie.cookie(), cookie.generation(), 0, contents.length, Read.Holes.FAIL));
            }
            long before = connections();
            client.sendRaw(new byte[] {0, 0, 0, 12, (byte) 0xee, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});

            Awaitility.await().atMost(Duration.ofSeconds(20)).until(() -> connections() < before);
        }
    }

    private long connections() throws IOException {
        try (FrameClient observer = new FrameClient(address(0))) {
            observer.request(FrameClient.hello(Hello.Role.CLIENT, 9, false, Bytes.EMPTY));
            StatsReport report =
                    (StatsReport) observer.request(new StatsRequest()).frame();
            return report.values().get("connections");
        }
    }

    @Test
    @Provokes(Reason.BAD_CREDENTIALS)
    void only_members_send_fences() throws Exception {
        Fence fence = new Fence(
                1,
                0,
                Fence.Scope.VOLUME,
                VOLUME,
                Bytes.EMPTY,
                ObjectGeneration.NONE,
                ObjectGeneration.NONE,
                ByteRange.ALL,
                0,
                Bytes.EMPTY);
        try (FrameClient client = session(0);
                FrameClient impostor = new FrameClient(address(0))) {
            assertError(client.request(fence), ErrorCode.EACCES, Reason.BAD_CREDENTIALS);

            long id = impostor.send(FrameClient.hello(Hello.Role.NODE, 1, false, Bytes.utf8("guess")));
            Received refused = impostor.receive();

            assertThat(id).isEqualTo(1);
            assertError(refused, ErrorCode.EACCES, Reason.BAD_CREDENTIALS);
            assertThat(impostor.closedByNode()).isTrue();
        }
    }

    @Test
    void garbage_closes_its_own_connection_with_the_reason_and_no_other() throws Exception {
        try (FrameClient good = session(0);
                FrameClient noise = new FrameClient(address(0));
                FrameClient large = new FrameClient(address(0));
                FrameClient early = new FrameClient(address(0));
                FrameClient unknown = session(0)) {
            noise.sendRaw("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            assertError(noise.receive(), ErrorCode.EINVAL, Reason.MALFORMED);
            assertThat(noise.closedByNode()).isTrue();

            large.sendRaw(new byte[] {0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
            assertThat(((ErrorReply) large.receive().frame()).message()).contains("2147483647");
            assertThat(large.closedByNode()).isTrue();

            early.send(new StatsRequest());
            assertError(early.receive(), ErrorCode.EINVAL, Reason.MALFORMED);

            unknown.sendRaw(new byte[] {0, 0, 0, 12, (byte) 0xee, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1});
            assertThat(((Goodbye) unknown.awaitPush(Goodbye.class).frame()).message())
                    .contains("0xee");

            assertThat(good.request(new StatsRequest()).frame()).isInstanceOf(StatsReport.class);
        }
    }

    @Test
    void whoever_overdraws_its_credits_is_closed_and_told_why() throws Exception {
        try (FrameClient client = session(0)) {
            client.sendAtOnce(Limits.REQUEST_CREDITS + 50, new LookUp(VOLUME, newKey()));

            Goodbye goodbye = (Goodbye) client.awaitPush(Goodbye.class).frame();

            assertThat(goodbye.message()).contains("credits");
            assertThat(client.closedByNode()).isTrue();
        }
    }

    @Test
    @Provokes(Reason.UNSUPPORTED_VERSION)
    void a_client_of_no_common_version_is_refused() throws Exception {
        try (FrameClient client = new FrameClient(address(0))) {
            client.send(new Hello(7, 9, Hello.Role.CLIENT, new SessionId(1, 1), false, "", Bytes.EMPTY, "x"));

            assertError(client.receive(), ErrorCode.EINVAL, Reason.UNSUPPORTED_VERSION);
        }
    }

    @Test
    void the_welcome_says_which_node_it_is() throws Exception {
        try (FrameClient client = new FrameClient(address(1))) {
            Welcome welcome = (Welcome) client.request(FrameClient.hello(Hello.Role.CLIENT, 5, false, Bytes.EMPTY))
                    .frame();

            assertThat(welcome.node()).isEqualTo(cluster.node(1).id());
            assertThat(welcome.chunkBytes()).isEqualTo(Limits.DEFAULT_CHUNK_BYTES);
        }
    }

    @Test
    void the_admin_port_gives_health_and_figures() throws Exception {
        HttpClient http = HttpClient.newHttpClient();
        InetSocketAddress admin = cluster.node(0).adminAddress();
        for (String path : List.of("/health", "/status", "/stats")) {
            HttpResponse<String> response = http.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.getPort() + path))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(path).isEqualTo(200);
            assertThat(response.body()).startsWith("{").endsWith("}\n");
        }
        HttpResponse<String> missing = http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + admin.getPort() + "/nothing"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(missing.statusCode()).isEqualTo(404);
    }

    @Test
    void a_data_directory_that_is_in_use_is_refused_by_name(@TempDir Path other) throws Exception {
        NodeConfig config = TestCluster.config(other, List.of("127.0.0.1:" + TestCluster.freePort()), 0);
        ClusterNode first = ClusterNode.start(config);
        try {
            assertThatThrownBy(() -> ClusterNode.start(config))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(other.toString())
                    .hasMessageContaining("in use");
        } finally {
            first.close();
        }
    }
}
