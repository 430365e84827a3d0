package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.CacheOperation;
import io.netfscache.ChunkLocation;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Three nodes of which the first two have a cache "ssd" beside the one that all have. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NamedCachesIT {
    private static final int READERS = 100;
    private static final int FILES = 12;
    private static final int SIZE = 64 * 1024;
    private static final byte[] AUX = {1};

    private TestCluster cluster;
    private FsCache client;
    private ClusterAdmin admin;
    private int volumes;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        cluster = TestCluster.start(folder, 3, NamedCachesIT::withCaches);
    }

    private static NodeConfig withCaches(NodeConfig usual, int index) {
        List<CacheConfig> caches = new ArrayList<>(usual.caches());
        if (index < 2) {
            Path directory = usual.dataDirectory().resolveSibling("ssd" + index);
            caches.add(new CacheConfig("ssd", directory, 0, StoreLimits.DEFAULT_BSTOP_PERCENT));
        }
        return new NodeConfig(
                usual.dataDirectory(),
                usual.listen(),
                null,
                usual.admin(),
                usual.member(),
                usual.join(),
                usual.clusterName(),
                usual.clusterSize(),
                usual.chunkBytes(),
                usual.weight(),
                NodeConfig.DEFAULT_VOTERS,
                null,
                caches,
                StoreLimits.DEFAULT_OPEN_CHUNKS,
                ConnectionLimits.DEFAULTS);
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    @BeforeEach
    void connect() throws Exception {
        client = connected();
        admin = ClusterAdmin.connect(config());
    }

    @AfterEach
    void disconnect() throws Exception {
        for (String cache : List.of("ssd", "default")) {
            admin.resumeCache(cache, null);
        }
        admin.close();
        client.close();
    }

    private ClientConfig config() {
        List<InetSocketAddress> servers = List.of(
                cluster.node(0).dataAddress(),
                cluster.node(1).dataAddress(),
                cluster.node(2).dataAddress());
        return ClientConfig.of(servers);
    }

    private FsCache connected() throws Exception {
        FsCache made = FsCache.connect(config());
        assertThat(made.awaitConnected(30_000)).isTrue();
        return made;
    }

    private Volume volume(FsCache of, String cacheName) throws CacheException {
        return of.acquireVolume("volume-" + volumes, cacheName, new byte[0]);
    }

    private static byte[] key(int file) {
        return ("file-" + file).getBytes(StandardCharsets.UTF_8);
    }

    /** In use. */
    private static List<Cookie> cookies(Volume volume) {
        List<Cookie> cookies = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            Cookie cookie = volume.acquireCookie(Set.of(), key(i), AUX, SIZE);
            cookie.use(false);
            cookies.add(cookie);
        }
        return cookies;
    }

    private static void fill(Cookie cookie) throws CacheException {
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(0, ByteBuffer.allocate(SIZE));
        }
    }

    private static int read(Cookie cookie) throws CacheException {
        cookie.notePageRelease();
        try (CacheOperation read = cookie.beginRead()) {
            return read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL);
        }
    }

    private void change(boolean online, @org.jspecify.annotations.Nullable String node, int nodes)
            throws CacheException {
        List<CacheChange> changes = online ? admin.resumeCache("ssd", node) : admin.withdrawCache("ssd", node);
        assertThat(changes)
                .hasSize(nodes)
                .allSatisfy(
                        change -> assertThat(change.done()).as(change.problem()).isTrue());
    }

    private Set<NodeId> holders(Volume volume) throws CacheException {
        List<NodeId> holders = new ArrayList<>();
        for (int i = 0; i < FILES; i++) {
            volume.locate(key(i)).stream()
                    .filter(location -> location.presentBlocks() > 0)
                    .map(ChunkLocation::node)
                    .forEach(holders::add);
        }
        assertThat(holders).hasSize(FILES);
        return Set.copyOf(holders);
    }

    @Test
    void a_volume_of_a_named_cache_is_on_the_nodes_that_have_it_whatever_they_are_asked_by() throws Exception {
        volumes = 1;
        Volume volume = volume(client, "ssd");
        for (Cookie cookie : cookies(volume)) {
            fill(cookie);
        }

        assertThat(holders(volume))
                .containsExactlyInAnyOrder(cluster.node(0).id(), cluster.node(1).id());
        try (FsCache another = connected()) {
            for (Cookie cookie : cookies(volume(another, ""))) {
                assertThat(read(cookie)).isEqualTo(SIZE);
            }
        }
    }

    @Test
    void withdrawing_a_cache_under_a_hundred_readers_gives_each_of_them_enobufs_and_it_caches_again_afterwards()
            throws Exception {
        volumes = 2;
        List<Cookie> cookies = cookies(volume(client, "ssd"));
        for (Cookie cookie : cookies) {
            fill(cookie);
        }
        ExecutorService threads = Executors.newFixedThreadPool(READERS);
        CountDownLatch reading = new CountDownLatch(READERS);
        List<Future<Long>> readers = new ArrayList<>();
        for (int i = 0; i < READERS; i++) {
            Cookie cookie = cookies.get(i % FILES);
            readers.add(threads.submit(() -> readUntilRefused(cookie, reading)));
        }
        assertThat(reading.await(60, TimeUnit.SECONDS)).isTrue();

        long begun = System.nanoTime();
        change(false, null, 2);
        long closed = System.nanoTime();
        long last = begun;
        for (Future<Long> reader : readers) {
            last = Math.max(last, reader.get(30, TimeUnit.SECONDS));
        }
        threads.shutdown();
        System.out.printf(
                "withdrawn under %d readers: all had ENOBUFS after %d ms, files closed after %d ms%n",
                READERS, (last - begun) / 1_000_000, (closed - begun) / 1_000_000);
        assertThat(admin.caches())
                .filteredOn(cache -> cache.name().equals("ssd"))
                .extracting(CacheInfo::state)
                .hasSize(2)
                .allSatisfy(state -> assertThat(state).startsWith("withdrawn by an operator"));

        change(true, null, 2);
        for (Cookie cookie : cookies) {
            fill(cookie);
            assertThat(read(cookie)).isEqualTo(SIZE);
        }
    }

    /** When that was, in nanoseconds. */
    private static long readUntilRefused(Cookie cookie, CountDownLatch reading) throws CacheException {
        assertThat(read(cookie)).isEqualTo(SIZE);
        reading.countDown();
        while (true) {
            try {
                assertThat(read(cookie)).isEqualTo(SIZE);
            } catch (CacheException refused) {
                assertThat(refused.code()).as(refused.getMessage()).isEqualTo(ErrorCode.ENOBUFS);
                assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(Reason.CACHE_WITHDRAWN);
                return System.nanoTime();
            }
        }
    }

    @Test
    void what_one_node_has_withdrawn_goes_to_the_next_one() throws Exception {
        volumes = 3;
        String first = cluster.node(0).id().toString();
        change(false, first.substring(0, 12), 1);

        Volume volume = volume(client, "ssd");
        for (Cookie cookie : cookies(volume)) {
            fill(cookie);
            assertThat(read(cookie)).isEqualTo(SIZE);
        }

        assertThat(holders(volume)).containsExactly(cluster.node(1).id());
    }

    @Test
    void a_change_while_a_cache_is_withdrawn_holds_when_it_is_back() throws Exception {
        volumes = 4;
        List<Cookie> cookies = cookies(volume(client, "ssd"));
        for (Cookie cookie : cookies) {
            fill(cookie);
        }
        change(false, null, 2);

        try (FsCache changer = connected()) {
            for (Cookie cookie : cookies(volume(changer, ""))) {
                cookie.invalidate(new byte[] {2}, SIZE, Set.of())
                        .toCompletableFuture()
                        .get(30, TimeUnit.SECONDS);
            }
        }
        change(true, null, 2);

        for (Cookie cookie : cookies) {
            MissingDataException missing = catchThrowableOfType(MissingDataException.class, () -> read(cookie));
            assertThat(missing).isNotNull();
        }
    }

    @Test
    void a_directory_that_cannot_be_used_is_named_and_another_node_is_put_back_all_the_same() throws Exception {
        volumes = 5;
        change(false, null, 2);
        Path directory = Path.of(admin.caches().stream()
                .filter(cache -> cache.name().equals("ssd")
                        && cache.node().equals(cluster.node(0).id().toString()))
                .findFirst()
                .orElseThrow()
                .directory());
        Path unmounted = Files.move(directory, directory.resolveSibling("unmounted"));

        List<CacheChange> changes = admin.resumeCache("ssd", null);

        assertThat(changes).extracting(CacheChange::done).containsExactlyInAnyOrder(true, false);
        assertThat(changes).filteredOn(change -> !change.done()).singleElement().satisfies(change -> {
            assertThat(change.node()).isEqualTo(cluster.node(0).id().toString());
            assertThat(change.problem()).contains(directory.toString(), "EIO");
        });
        Files.move(unmounted, directory);
        change(true, null, 2);
    }

    @Test
    void a_cache_that_no_node_has_and_a_node_that_is_not_there_are_refused() {
        CacheException cache = catchThrowableOfType(CacheException.class, () -> admin.withdrawCache("tape", null));
        CacheException node = catchThrowableOfType(CacheException.class, () -> admin.withdrawCache("ssd", "x"));
        CacheException notThere = catchThrowableOfType(
                CacheException.class,
                () -> admin.withdrawCache("ssd", cluster.node(2).id().toString()));

        assertThat(cache.reason()).isEqualTo(Reason.NO_SUCH_CACHE);
        assertThat(cache).hasMessageContaining("\"tape\"").hasMessageContaining("there is default, ssd");
        assertThat(node.code()).isEqualTo(ErrorCode.EINVAL);
        assertThat(notThere.reason()).isEqualTo(Reason.NO_SUCH_CACHE);
    }
}
