package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.Hazelcast;
import com.hazelcast.map.IMap;
import io.netfscache.Advice;
import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.Explanation;
import io.netfscache.FsCache;
import io.netfscache.InvalidateFlag;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginFile;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each reason brought about on a real node by real clients, and named afterwards to whoever asks about the object. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ReasonsIT {
    private static final String VOLUME = "reasons";
    private static final byte[] AUX = {1};
    private static final int SIZE = 8192;

    private final Random random = new Random(7);
    private Path folder;
    private NodeConfig config;
    private ClusterNode node;
    private FaultyStore store;
    private FsCache client;
    private Volume volume;
    private ClusterAdmin admin;
    private CacheException beforeTheNode;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        config = config();
        client = FsCache.connect(ClientConfig.of(List.of(config.listen())));
        volume = client.acquireVolume(VOLUME, "", new byte[0]);
        beforeTheNode = refused(cookie("before-the-node", AUX));
        node = ClusterNode.start(config, real -> {
            store = new FaultyStore(real, folder.resolve("faulty"));
            return store;
        });
        assertThat(node.awaitReady(Duration.ofSeconds(60))).isTrue();
        assertThat(client.awaitConnected(30_000)).isTrue();
        admin = ClusterAdmin.connect(ClientConfig.of(List.of(config.listen())));
    }

    private NodeConfig config() throws Exception {
        NodeConfig any = TestCluster.config(folder.resolve("node"), List.of("127.0.0.1:" + TestCluster.freePort()), 0);
        InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), TestCluster.freePort());
        return new NodeConfig(
                any.dataDirectory(),
                listen,
                null,
                any.admin(),
                any.member(),
                any.join(),
                any.clusterName(),
                any.clusterSize(),
                any.chunkBytes(),
                any.weight());
    }

    @AfterAll
    void stop() throws Exception {
        admin.close();
        client.close();
        node.close();
        store.close();
    }

    private static byte[] key(String name) {
        return name.getBytes(StandardCharsets.UTF_8);
    }

    /** In use. */
    private Cookie cookie(String name, byte[] aux) {
        Cookie cookie = volume.acquireCookie(Set.of(), key(name), aux, SIZE);
        cookie.use(false);
        return cookie;
    }

    private static CacheException refused(Cookie cookie) {
        CacheException refused = catchThrowableOfType(CacheException.class, cookie::beginRead);
        assertThat(refused).isNotNull();
        return refused;
    }

    private static CacheException writeRefused(Cookie cookie) throws CacheException {
        try (CacheOperation write = cookie.beginWrite()) {
            return catchThrowableOfType(CacheException.class, () -> write.write(0, ByteBuffer.allocate(SIZE)));
        }
    }

    private static CacheException readRefused(Cookie cookie) throws CacheException {
        cookie.notePageRelease();
        try (CacheOperation read = cookie.beginRead()) {
            return catchThrowableOfType(
                    CacheException.class, () -> read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL));
        }
    }

    private void told(String name, Reason reason, CacheException refused) {
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(reason);
        assertThat(client.stats().notCached()).containsKey(reason.name());
        explained(name, reason);
    }

    private void explained(String name, Reason reason) {
        explained(VOLUME, name, reason);
    }

    private void explained(String volumeKey, String name, Reason reason) {
        await(reason + " of " + name)
                .atMost(Duration.ofSeconds(20))
                .untilAsserted(
                        () -> assertThat(admin.explain(volumeKey, key(name)).recent())
                                .extracting(Explanation.NotCached::reason)
                                .contains(reason));
    }

    private FrameClient session() throws Exception {
        FrameClient session = FrameClient.session(config.listen(), random.nextLong());
        session.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
        return session;
    }

    private OperationId operation() {
        return new OperationId(random.nextLong(), random.nextLong());
    }

    private Use use(String name) {
        return new Use(operation(), VOLUME, Bytes.utf8(name), Bytes.of(AUX), SIZE, false, 1);
    }

    @Test
    @Provokes(Reason.NO_NODES)
    void nothing_is_cached_before_there_is_a_node_and_the_node_hears_of_it_when_it_comes() {
        told("before-the-node", Reason.NO_NODES, beforeTheNode);
    }

    @Test
    @Provokes(Reason.NOT_IN_USE)
    void a_cookie_that_is_not_in_use_is_not_read() {
        Cookie idle = volume.acquireCookie(Set.of(), key("idle"), AUX, SIZE);

        told("idle", Reason.NOT_IN_USE, refused(idle));
    }

    @Test
    @Provokes(Reason.RELINQUISHED)
    void a_relinquished_cookie_is_not_read() throws Exception {
        Cookie gone = cookie("gone", AUX);
        gone.unuse(null, null);
        gone.relinquish(false);

        told("gone", Reason.RELINQUISHED, refused(gone));
    }

    @Test
    @Provokes(Reason.CACHING_DISABLED)
    void the_second_cookie_of_an_object_in_one_client_caches_nothing() {
        Cookie first = cookie("twice", AUX);
        Cookie second = cookie("twice", AUX);

        assertThat(first).isNotSameAs(Cookie.none());
        told("twice", Reason.CACHING_DISABLED, refused(second));
    }

    @Test
    @Provokes(Reason.NO_SUCH_CACHE)
    void a_volume_of_a_cache_that_no_node_has_is_not_cached() throws Exception {
        Volume other = client.acquireVolume("of-another-cache", "ssd", new byte[0]);
        Cookie cookie = other.acquireCookie(Set.of(), key("file"), AUX, SIZE);
        cookie.use(false);

        assertThat(refused(cookie).reason()).isEqualTo(Reason.NO_SUCH_CACHE);

        explained("of-another-cache", "file", Reason.NO_SUCH_CACHE);
    }

    @Test
    @Provokes(Reason.SINGLE_CHUNK)
    void an_object_in_one_piece_that_is_larger_than_a_chunk_is_not_cached() {
        Cookie large =
                volume.acquireCookie(Set.of(Advice.SINGLE_CHUNK), key("one-piece"), AUX, Limits.MAX_CHUNK_BYTES + 1L);
        large.use(false);

        told("one-piece", Reason.SINGLE_CHUNK, refused(large));
    }

    @Test
    @Provokes(Reason.WRITE_NOCACHE)
    void local_modifications_that_are_not_to_be_cached_are_not() throws Exception {
        Cookie cookie = volume.acquireCookie(Set.of(Advice.WRITE_NOCACHE), key("uncached-writes"), AUX, SIZE);
        cookie.use(true);

        told("uncached-writes", Reason.WRITE_NOCACHE, writeRefused(cookie));
    }

    @Test
    void a_volume_in_no_named_cache_may_be_acquired_by_the_name_of_the_one_it_is_in() throws Exception {
        Cookie first =
                client.acquireVolume("in-any-cache", "", new byte[0]).acquireCookie(Set.of(), key("file"), AUX, SIZE);
        first.use(false);
        first.beginRead().close();
        try (FsCache another = FsCache.connect(ClientConfig.of(List.of(config.listen())))) {
            Cookie second = another.acquireVolume("in-any-cache", "default", new byte[0])
                    .acquireCookie(Set.of(), key("file"), AUX, SIZE);
            second.use(false);

            second.beginRead().close();
            assertThat(second.enabled()).isTrue();
        }
    }

    @Test
    @Provokes(Reason.CACHE_WITHDRAWN)
    void a_cache_that_an_operator_has_withdrawn_is_neither_read_nor_written() throws Exception {
        Cookie cookie = cookie("withdrawn", AUX);
        cookie.beginRead().close();
        assertThat(admin.withdrawCache("default", null))
                .extracting(CacheChange::done, CacheChange::problem)
                .containsExactly(tuple(true, ""));
        try {
            CacheException refused = readRefused(cookie);
            assertThat(admin.caches())
                    .extracting(CacheInfo::state)
                    .allSatisfy(state -> assertThat(state).startsWith("withdrawn by an operator, "));
            told("withdrawn", Reason.CACHE_WITHDRAWN, refused);
        } finally {
            assertThat(admin.resumeCache("default", null))
                    .extracting(CacheChange::done)
                    .containsExactly(true);
        }
        assertThat(admin.caches()).extracting(CacheInfo::state).containsExactly("online");
    }

    @Test
    @Provokes(Reason.REFUSED_AUX)
    void coherency_data_that_the_object_has_moved_away_from_are_refused() throws Exception {
        for (byte aux : new byte[] {1, 2}) {
            Cookie version = cookie("moved", new byte[] {aux});
            version.beginRead().close();
            version.unuse(null, null);
            version.relinquish(false);
        }

        told("moved", Reason.REFUSED_AUX, refused(cookie("moved", new byte[] {1})));
    }

    @Test
    @Provokes(Reason.DISABLED_BY_DIO_WRITE)
    void an_object_that_is_written_past_the_cache_is_not_read() throws Exception {
        Cookie cookie = cookie("direct", AUX);
        cookie.beginRead().close();
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);

        told("direct", Reason.DISABLED_BY_DIO_WRITE, refused(cookie));
    }

    @Test
    @Provokes(Reason.BELOW_BSTOP)
    void nothing_is_stored_on_a_disk_that_is_nearly_full() throws Exception {
        String name = FaultyStore.FULL_DISK + "-file";

        told(name, Reason.BELOW_BSTOP, writeRefused(cookie(name, AUX)));
    }

    @Test
    @Provokes(Reason.QUOTA)
    void nothing_is_stored_in_a_cache_that_has_reached_its_limit() throws Exception {
        String name = FaultyStore.FULL_CACHE + "-file";

        told(name, Reason.QUOTA, writeRefused(cookie(name, AUX)));
    }

    @Test
    @Provokes(Reason.SHUTTING_DOWN)
    void nothing_is_stored_by_a_store_that_is_closed() throws Exception {
        String name = FaultyStore.CLOSED + "-file";

        told(name, Reason.SHUTTING_DOWN, writeRefused(cookie(name, AUX)));
    }

    @Test
    @Provokes(Reason.DISK_ERROR)
    void nothing_is_read_from_a_disk_that_fails() throws Exception {
        String name = FaultyStore.BROKEN_DISK + "-file";

        told(name, Reason.DISK_ERROR, readRefused(cookie(name, AUX)));
    }

    @Test
    @Provokes({Reason.DEADLINE, Reason.VERIFYING})
    void a_disk_that_answers_too_late_is_not_waited_for_and_what_changed_meanwhile_is_not_sent() throws Exception {
        String name = FaultyStore.SLOW_DISK + "-file";
        store.slow = CookieId.of(VOLUME, key(name));
        store.opened = new CountDownLatch(1);
        try (FsCache patient = FsCache.connect(ClientConfig.of(List.of(config.listen())));
                FrameClient reader = session();
                FrameClient changer = session()) {
            Volume same = patient.acquireVolume(VOLUME, "", new byte[0]);
            Cookie cookie = same.acquireCookie(Set.of(), key(name), AUX, SIZE);
            cookie.use(false);
            try (CacheOperation write = cookie.beginWrite()) {
                write.write(0, ByteBuffer.allocate(SIZE));
            }
            assertThat(readRefused(cookie).reason()).isEqualTo(Reason.DEADLINE);
            cookie.unuse(null, null);
            cookie.relinquish(false);

            // A reader that was verified before the change, and whose file is opened after it
            CookieReply reply = (CookieReply) changer.request(use(name)).frame();
            store.waiting = new CountDownLatch(1);
            long asked = reader.send(new Read(reply.cookie(), reply.generation(), 0, SIZE, Read.Holes.FAIL));
            assertThat(store.waiting.await(20, TimeUnit.SECONDS)).isTrue();
            try (FrameClient third = session()) {
                changer.close();
                third.request(new Change(
                        operation(),
                        Change.Kind.INVALIDATE,
                        VOLUME,
                        Bytes.utf8(name),
                        ObjectGeneration.NONE,
                        Bytes.of(new byte[] {2}),
                        false,
                        SIZE,
                        false));
            }
            store.opened.countDown();
            ErrorReply refused = (ErrorReply) reader.awaitPush(ErrorReply.class).frame();

            assertThat(asked).isPositive();
            assertThat(refused.reason()).as(refused.message()).isEqualTo(Reason.VERIFYING);
            explained(name, Reason.VERIFYING);
        } finally {
            store.opened.countDown();
        }
        explained(name, Reason.DEADLINE);
    }

    @Test
    @Provokes(Reason.CHECKSUM)
    void bytes_that_went_bad_on_the_disk_are_missing() throws Exception {
        byte[] contents = new byte[SIZE];
        random.nextBytes(contents);
        Cookie cookie = cookie("went-bad", AUX);
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(0, ByteBuffer.wrap(contents));
        }
        flipLastByte(contents);

        try (CacheOperation read = cookie.beginRead()) {
            assertThat(catchThrowableOfType(
                            MissingDataException.class, () -> read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL)))
                    .isNotNull();
        }

        explained("went-bad", Reason.CHECKSUM);
    }

    private void flipLastByte(byte[] contents) throws Exception {
        List<Path> files;
        try (Stream<Path> tree = Files.walk(config.dataDirectory())) {
            files = tree.filter(Files::isRegularFile).toList();
        }
        int flipped = 0;
        for (Path file : files) {
            byte[] bytes = Files.readAllBytes(file);
            for (int at = 0; at + SIZE <= bytes.length; at += Limits.BLOCK_BYTES) {
                if (Arrays.equals(bytes, at, at + SIZE, contents, 0, SIZE)) {
                    bytes[at + SIZE - 1] ^= 1;
                    Files.write(file, bytes, StandardOpenOption.WRITE);
                    flipped++;
                }
            }
        }
        assertThat(flipped).as("files with the contents").isOne();
    }

    private IMap<CookieId, Object> map(String name) {
        return Hazelcast.getAllHazelcastInstances().stream()
                .filter(member -> member.getConfig().getClusterName().equals(config.clusterName()))
                .findFirst()
                .orElseThrow()
                .getMap(name);
    }

    @Test
    @Provokes(Reason.KEY_COLLISION)
    void an_object_whose_id_another_one_has_is_not_cached() throws Exception {
        try (FrameClient session = session()) {
            session.request(use("has-the-id"));
        }
        // SHA-256 has no collisions to offer: the record is put where the other object's would be
        IMap<CookieId, Object> cookies = map("cookies");
        Object record = cookies.get(CookieId.of(VOLUME, key("has-the-id")));
        cookies.set(CookieId.of(VOLUME, key("wants-the-id")), record);

        told("wants-the-id", Reason.KEY_COLLISION, refused(cookie("wants-the-id", AUX)));
    }

    @Test
    @Provokes(Reason.METADATA_FAILED)
    void an_object_whose_record_cannot_be_read_is_not_cached() throws Exception {
        try (FrameClient session = session()) {
            session.request(use("has-a-volume"));
        }
        Object volumeRecord = map("volumes").entrySet().iterator().next().getValue();
        IMap<CookieId, Object> cookies = map("cookies");
        CookieId id = CookieId.of(VOLUME, key("unreadable"));
        cookies.set(id, volumeRecord);

        CacheException refused;
        try {
            refused = refused(cookie("unreadable", AUX));
        } finally {
            cookies.delete(id);
        }

        told("unreadable", Reason.METADATA_FAILED, refused);
    }

    private void read(Netfs netfs, String path) throws Exception {
        try (NetfsFile file = netfs.open(path)) {
            assertThat(file.read(0, ByteBuffer.allocate(4096))).isEqualTo(4096);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Reason.class,
            names = {"NO_VALIDATOR", "NO_STORE", "VARIES", "WEAK_VALIDATOR", "NO_LENGTH", "ENCODED", "OTHER_VOLUME"})
    @Provokes({
        Reason.NO_VALIDATOR,
        Reason.NO_STORE,
        Reason.VARIES,
        Reason.WEAK_VALIDATOR,
        Reason.NO_LENGTH,
        Reason.ENCODED,
        Reason.OTHER_VOLUME
    })
    void a_file_that_its_origin_does_not_let_be_cached_is_explained_by_the_origins_reason(Reason reason)
            throws Exception {
        FakeOrigin origin = new FakeOrigin("origin-" + reason.name().replace('_', '-'));
        origin.put("file", OriginAttributes.uncacheable(reason == Reason.NO_LENGTH ? -1 : 4096, reason));
        try (Netfs netfs = Netfs.mount(client, origin, NetfsOptions.DEFAULTS)) {
            read(netfs, "file");

            assertThat(netfs.stats().notCached()).containsEntry(reason.name(), 1L);
        }

        explained(origin.volumeKey(), "file", reason);
    }

    @Test
    @Provokes({Reason.RACY_TIMESTAMP, Reason.CHANGED_WHILE_READ})
    void a_file_that_changes_or_has_just_changed_is_not_stored() throws Exception {
        FakeOrigin origin = new FakeOrigin("changing-origin");
        origin.put("file", new OriginAttributes(4096, Bytes.of(AUX)));
        origin.certifications.add(OriginFile.Certification.CHANGED);
        origin.certifications.add(OriginFile.Certification.RACY);
        try (Netfs netfs = Netfs.mount(client, origin, NetfsOptions.DEFAULTS)) {
            read(netfs, "file");
        }

        explained(origin.volumeKey(), "file", Reason.CHANGED_WHILE_READ);
        explained(origin.volumeKey(), "file", Reason.RACY_TIMESTAMP);
    }

    @Test
    @Provokes(Reason.OVER_LIMIT)
    void bytes_for_which_there_is_no_room_on_their_way_to_the_cache_are_not_stored() throws Exception {
        FakeOrigin origin = new FakeOrigin("large-origin");
        origin.put("file", new OriginAttributes(4096, Bytes.of(AUX)));
        NetfsOptions noRoom = new NetfsOptions("", 1 << 20, 0, 0);
        try (Netfs netfs = Netfs.mount(client, origin, noRoom)) {
            read(netfs, "file");
        }

        explained(origin.volumeKey(), "file", Reason.OVER_LIMIT);
    }

    @Test
    void the_reasons_of_a_client_that_reads_one_file_and_ends_are_known_at_once() throws Exception {
        FakeOrigin origin = new FakeOrigin("short-lived");
        origin.put("file", OriginAttributes.uncacheable(4096, Reason.NO_STORE));
        try (FsCache shortLived = FsCache.connect(ClientConfig.of(List.of(config.listen())))) {
            assertThat(shortLived.awaitConnected(10_000)).isTrue();
            try (Netfs netfs = Netfs.mount(shortLived, origin, NetfsOptions.DEFAULTS)) {
                read(netfs, "file");
            }
        }

        Explanation explanation = admin.explain(origin.volumeKey(), key("file"));

        assertThat(explanation.object()).isEmpty();
        assertThat(explanation.recent()).singleElement().satisfies(met -> {
            assertThat(met.reason()).isEqualTo(Reason.NO_STORE);
            assertThat(met.reporter()).isEqualTo("127.0.0.1");
            assertThat(met.count()).isOne();
            assertThat(met.node()).isEqualTo(node.id().toString());
        });
    }
}
