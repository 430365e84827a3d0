package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.CacheOperation;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import io.netfscache.NodeTraffic;
import io.netfscache.ReadHole;
import io.netfscache.Volume;
import io.netfscache.VolumeInfo;
import io.netfscache.node.inspect.NodeStatus;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Traffic;
import io.netfscache.protocol.Use;
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
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What two real nodes say when they are asked; at last one of them, the only voter, is gone. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InspectionIT {
    private static final String VOLUME = "b-large";
    private static final byte[] KEY = "file".getBytes(StandardCharsets.UTF_8);
    private static final byte[] AUX = {1};
    private static final int OBJECTS = 1100;
    private static final int SIZE = 8192;

    private final Random random = new Random(3);
    private TestCluster cluster;
    private ClusterNode voter;
    private ClusterNode other;
    private FsCache client;
    private Volume volume;
    private Cookie cookie;
    private ClusterAdmin admin;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = TestCluster.start(directory, 2);
        admin = ClusterAdmin.connect(ClientConfig.of(List.of(cluster.node(0).dataAddress())));
        for (NodeReport report : admin.nodes()) {
            boolean votes = report.status().get("votes").equals("yes");
            ClusterNode node =
                    cluster.node(report.nodeId().equals(cluster.node(0).id().toString()) ? 0 : 1);
            voter = votes ? node : voter;
            other = votes ? other : node;
        }
        admin.close();
        admin = ClusterAdmin.connect(ClientConfig.of(List.of(other.dataAddress())));
        fill();
        client = FsCache.connect(ClientConfig.of(List.of(other.dataAddress())));
        assertThat(client.awaitConnected(20_000)).isTrue();
        volume = client.acquireVolume("a-small", "default", new byte[] {5});
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
        cookie.use(false);
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(0, ByteBuffer.allocate(SIZE));
        }
    }

    private void fill() throws Exception {
        try (FrameClient session = FrameClient.session(cluster.node(0).dataAddress(), 9)) {
            session.request(new AcquireVolume(operation(), VOLUME, "", Bytes.EMPTY));
            for (int i = 0; i < OBJECTS; i++) {
                Bytes key = Bytes.utf8("object-" + i);
                session.request(new Use(operation(), VOLUME, key, Bytes.of(AUX), 100 + i, false, 1));
            }
        }
    }

    private OperationId operation() {
        return new OperationId(random.nextLong(), random.nextLong());
    }

    @AfterAll
    void stop() {
        admin.close();
        client.close();
        cluster.close();
    }

    @Test
    @Order(1)
    void the_volumes_of_all_nodes_are_listed_in_the_order_of_their_keys() throws Exception {
        assertThat(admin.volumes(100)).extracting(VolumeInfo::key).containsExactly("a-small", VOLUME);
        assertThat(admin.volumes(100)).extracting(VolumeInfo::cookies).containsExactly(1L, (long) OBJECTS);
        assertThat(admin.volumes(1)).singleElement().satisfies(volume -> {
            assertThat(volume.key()).isEqualTo("a-small");
            assertThat(volume.coherency()).isEqualTo(Bytes.of(new byte[] {5}));
            assertThat(volume.fencePending()).isFalse();
        });
    }

    @Test
    @Order(1)
    void the_objects_of_a_volume_are_listed_page_by_page_and_each_once() throws Exception {
        List<CookieInfo> all = admin.cookies(VOLUME, 100_000);

        assertThat(all).hasSize(OBJECTS);
        assertThat(all).extracting(CookieInfo::id).doesNotHaveDuplicates().isSorted();
        assertThat(all.stream().mapToLong(CookieInfo::size).sum())
                .isEqualTo(100L * OBJECTS + (long) OBJECTS * (OBJECTS - 1) / 2);
        assertThat(admin.cookies(VOLUME, 10)).isEqualTo(all.subList(0, 10));
        assertThat(admin.cookies(VOLUME, OBJECTS)).isEqualTo(all);
        assertThat(admin.cookies("no-such-volume", 10)).isEmpty();
    }

    @Test
    @Order(2)
    void what_was_read_and_stored_of_a_volume_is_counted_where_it_was_and_told_by_list_page_and_metrics()
            throws Exception {
        Traffic before = volume("a-small").traffic();
        for (int i = 0; i < 3; i++) {
            try (CacheOperation read = cookie.beginRead()) {
                read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL);
            }
        }
        Cookie empty = volume.acquireCookie(Set.of(), new byte[] {1}, AUX, SIZE);
        empty.use(false);
        // A miss that the client is sure of by itself is no node's.
        empty.notePageRelease();
        try (CacheOperation read = empty.beginRead()) {
            assertThatThrownBy(() -> read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL))
                    .hasMessageContaining("ENODATA");
        }
        empty.unuse(null, null);
        empty.relinquish(true);

        VolumeInfo small = volume("a-small");

        assertThat(small.traffic().reads() - before.reads()).isEqualTo(3);
        assertThat(small.traffic().readBytes() - before.readBytes()).isEqualTo(3L * SIZE);
        assertThat(small.traffic().misses() - before.misses()).isOne();
        assertThat(small.traffic().storedBytes()).isEqualTo(SIZE);
        assertThat(small.traffic().latencies().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(small.traffic().reads() + small.traffic().misses());
        assertThat(small.traffic().meanLatency())
                .hasValueSatisfying(mean -> assertThat(mean).isPositive());
        assertThat(volume(VOLUME).traffic()).isEqualTo(Traffic.NONE);
        NodeTraffic holder = small.nodes().stream()
                .filter(node -> node.traffic().storedBytes() > 0)
                .findFirst()
                .orElseThrow();
        ClusterNode node = holder.node().equals(voter.id().toString()) ? voter : other;
        assertThat(get(node, "/volumes"))
                .contains("\"readAndStoredHere\":[{\"key\":\"a-small\",\"reads\":"
                        + holder.traffic().reads());
        assertThat(get(node, "/metrics"))
                .contains("netfs_cache_volume_stored_bytes_total{volume=\"a-small\"} 8192.0")
                .contains("netfs_cache_volume_reads_total{volume=\"a-small\"} "
                        + holder.traffic().reads() + ".0")
                .contains("netfs_cache_volume_read_seconds_sum{volume=\"a-small\"}")
                .contains("netfs_cache_volume_read_p99_seconds{volume=\"a-small\"}");
    }

    private VolumeInfo volume(String key) throws CacheException {
        return admin.volumes(100).stream()
                .filter(volume -> volume.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    private static String get(ClusterNode node, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + node.adminAddress().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    @Test
    @Order(1)
    void a_limit_out_of_bounds_is_the_callers_mistake() {
        for (int limit : List.of(0, -1, 100_001)) {
            assertThatThrownBy(() -> admin.volumes(limit))
                    .isInstanceOf(CacheException.class)
                    .hasMessageContaining("EINVAL")
                    .hasMessageContaining(Integer.toString(limit));
        }
    }

    @Test
    @Order(1)
    void the_caches_of_all_nodes_are_listed_with_their_disks() {
        assertThat(admin.caches()).hasSize(2).allSatisfy(cache -> {
            assertThat(cache.name()).isEqualTo("default");
            assertThat(cache.state()).isEqualTo("online");
            assertThat(cache.diskBytes()).isGreaterThanOrEqualTo(cache.freeBytes());
            assertThat(cache.freeBytes()).isPositive();
            assertThat(Path.of(cache.directory())).isDirectory();
        });
        assertThat(admin.caches())
                .extracting(CacheInfo::node)
                .containsExactlyInAnyOrder(voter.id().toString(), other.id().toString());
        assertThat(admin.caches().stream().mapToLong(CacheInfo::presentBytes).sum())
                .isEqualTo(SIZE);
    }

    @Test
    @Order(1)
    void an_object_is_explained_by_its_record_its_chunks_and_what_each_node_has_of_it() throws Exception {
        try (CacheOperation read = cookie.beginRead()) {
            read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL);
        }

        Explanation explanation = admin.explain("a-small", KEY);

        assertThat(explanation.volume())
                .hasValueSatisfying(volume -> assertThat(volume.key()).isEqualTo("a-small"));
        assertThat(explanation.object()).hasValueSatisfying(object -> {
            assertThat(object.size()).isEqualTo(SIZE);
            assertThat(object.aux()).isEqualTo(Bytes.of(AUX));
            assertThat(object.key()).isEqualTo(Bytes.of(KEY));
        });
        assertThat(explanation.chunks()).singleElement().satisfies(chunk -> {
            assertThat(chunk.presentBytes()).isEqualTo(SIZE);
            assertThat(explanation.nodes())
                    .filteredOn(Explanation.OfNode::verified)
                    .extracting(Explanation.OfNode::node)
                    .contains(chunk.node().toString());
        });
        assertThat(explanation.nodes()).hasSize(2).allSatisfy(node -> {
            assertThat(node.reachable()).isTrue();
            assertThat(node.serving()).isTrue();
        });
        assertThat(explanation.nodes().stream()
                        .mapToInt(Explanation.OfNode::sessions)
                        .sum())
                .isOne();
        assertThat(explanation.recent()).isEmpty();
    }

    @Test
    @Order(1)
    void an_object_that_nobody_knows_is_explained_by_nothing() throws Exception {
        Explanation explanation = admin.explain("nowhere", KEY);

        assertThat(explanation.volume()).isEmpty();
        assertThat(explanation.object()).isEmpty();
        assertThat(explanation.chunks()).isEmpty();
        assertThat(explanation.nodes()).hasSize(2);
    }

    @Test
    @Order(1)
    void the_status_has_what_one_screen_needs_and_each_of_its_names_is_documented() {
        Set<String> ofClusterNodes = new HashSet<>(NodeStatus.MEANINGS.keySet());
        ofClusterNodes.remove("embedded");
        for (NodeReport report : admin.nodes()) {
            assertThat(report.status().keySet())
                    .allSatisfy(name -> assertThat(NodeStatus.MEANINGS)
                            .as(name)
                            .containsKey(name.matches("voter\\d") ? "voter1" : name));
            assertThat(report.status().keySet()).containsAll(ofClusterNodes);
            assertThat(report.status()).containsEntry("health", "healthy").containsEntry("cacheState", "online");
        }
    }

    @Test
    @Order(3)
    @Provokes({Reason.NO_LEASE, Reason.NO_QUORUM})
    void when_the_voter_is_gone_it_is_named_and_the_reasons_of_objects_are_still_told() throws Exception {
        // A connection of an operator who came before: its view has both nodes.
        voter.close();

        CacheException lists = catchThrowableOfType(CacheException.class, () -> admin.volumes(10));
        assertThat(lists.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(lists).hasMessageContaining("owns some of the records");
        assertThatThrownBy(() -> admin.cookies(VOLUME, 10))
                .hasMessageContaining("ENOBUFS")
                .hasMessageContaining("node ");

        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            CacheException refused = catchThrowableOfType(CacheException.class, () -> {
                try (CacheOperation read = cookie.beginRead()) {
                    read.read(0, ByteBuffer.allocate(SIZE), ReadHole.FAIL);
                }
            });
            assertThat(refused).isNotNull();
            assertThat(refused.reason()).isEqualTo(Reason.NO_LEASE);
        });
        await().atMost(Duration.ofSeconds(20)).untilAsserted(() -> {
            Explanation explanation = admin.explain("a-small", KEY);
            assertThat(explanation.recent())
                    .extracting(Explanation.NotCached::reason)
                    .contains(Reason.NO_LEASE);
            assertThat(explanation.nodes())
                    .filteredOn(node -> !node.reachable())
                    .extracting(Explanation.OfNode::node)
                    .containsExactly(voter.id().toString());
            assertThat(explanation.nodes())
                    .filteredOn(Explanation.OfNode::reachable)
                    .extracting(Explanation.OfNode::serving)
                    .containsExactly(false);
        });
        List<InetSocketAddress> left = new ArrayList<>(List.of(other.dataAddress()));
        try (ClusterAdmin late = ClusterAdmin.connect(ClientConfig.of(left))) {
            CacheException refused = catchThrowableOfType(CacheException.class, () -> late.volumes(10));
            assertThat(refused.reason()).as(refused.getMessage()).isEqualTo(Reason.NO_QUORUM);
        }
    }
}
