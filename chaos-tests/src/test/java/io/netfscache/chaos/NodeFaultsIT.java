package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Nodes are killed, stopped and paused: readers get right bytes throughout, and the cache is used again afterwards. */
@Timeout(180)
@ExtendWith(ClusterExtension.class)
class NodeFaultsIT {
    private static final int FILES = 12;
    private static final int FILE_BYTES = 200_000;
    private static final int BLOCK_BYTES = 4096;

    private CountingOrigin origin;
    private final Map<String, byte[]> files = new LinkedHashMap<>();

    @BeforeEach
    void startOrigin() throws IOException {
        origin = CountingOrigin.start();
        putFiles("/file-");
    }

    @AfterEach
    void stopOrigin() {
        origin.close();
    }

    @Test
    void a_killed_node_that_starts_again_on_its_directory_serves_what_it_had_after_verifying_it(ProcessCluster cluster)
            throws Exception {
        // Given files in the cache
        readAllBy(cluster.servers());
        assertThat(origin.sent()).isEqualTo(FILES * (long) FILE_BYTES);

        // When a node is killed, a byte on its disk changes, and it starts again
        byte[] contents = files.get("/file-0");
        int position = 5 * BLOCK_BYTES + 11;
        NodeProcess victim = DiskDamage.holder(cluster.nodes(), contents, position);
        String id = victim.id();
        victim.kill9();
        assertThat(victim.wasClosedCleanly()).isFalse();
        DiskDamage.flipByte(victim, contents, position);
        victim.start();
        victim.awaitReady();
        cluster.awaitMembers(cluster.nodes().size());

        // Then it is the same node and serves what it had, for which it asked whether that is current
        assertThat(victim.id()).isEqualTo(id);
        long missesOfReader = readAllBy(cluster.servers());
        assertThat(cluster.stat(victim, "readBytes")).isPositive();
        assertThat(cluster.stat(victim, "verifications")).isPositive();

        // And found the bad block itself: that block alone is fetched again
        assertThat(missesOfReader).isZero();
        assertThat(origin.sent()).isEqualTo(FILES * (long) FILE_BYTES + BLOCK_BYTES);
    }

    @Test
    void a_node_told_to_stop_does_so_cleanly_and_its_clients_go_on_with_the_others(ProcessCluster cluster)
            throws Exception {
        // Given a client whose session is with the node that is going to stop
        NodeProcess leaving = cluster.node(2);
        try (TestClient client = TestClient.connect(origin, List.of(leaving.dataAddress()))) {
            readAll(client);

            // When it is told to stop
            leaving.terminate();

            // Then the client has another session, what the node had is fetched once more, and then all is cached
            client.awaitConnected();
            cluster.awaitMembers(cluster.nodes().size() - 1);
            client.dropFolios();
            readAll(client);
            awaitAllCached(client);
        }
    }

    @Test
    void reads_go_on_while_one_node_is_paused_and_the_cache_is_whole_again_afterwards(ProcessCluster cluster)
            throws Exception {
        try (TestClient atPaused =
                        TestClient.connect(origin, List.of(cluster.node(0).dataAddress()));
                TestClient atOther =
                        TestClient.connect(origin, List.of(cluster.node(1).dataAddress()))) {
            // Given cached files
            readAll(atPaused);
            readAll(atOther);

            // When a node is paused
            cluster.node(0).pause();

            // Then both clients read right bytes, of old files and of new ones
            atPaused.dropFolios();
            atOther.dropFolios();
            putFiles("/new-");
            readAllAtOnce(List.of(atPaused, atOther));

            // And when it goes on, all is cached as before
            cluster.node(0).resume();
            cluster.awaitMembers(cluster.nodes().size());
            awaitAllCached(atPaused);
            awaitAllCached(atOther);
        }
    }

    @Test
    void without_any_node_everything_comes_from_the_origin_and_caching_resumes_when_the_cluster_returns(
            ProcessCluster cluster) throws Exception {
        try (TestClient client = TestClient.connect(origin, cluster.servers())) {
            // Given cached files
            readAll(client);

            // When all nodes are killed
            for (NodeProcess node : cluster.nodes()) {
                node.kill9();
            }

            // Then the files come from the origin; a read that finds its session gone half-way begins again
            client.dropFolios();
            long sentBefore = origin.sent();
            readAll(client);
            assertThat(origin.sent() - sentBefore).isGreaterThanOrEqualTo(FILES * (long) FILE_BYTES);

            // And so they do each time
            client.dropFolios();
            sentBefore = origin.sent();
            readAll(client);
            assertThat(origin.sent() - sentBefore).isEqualTo(FILES * (long) FILE_BYTES);

            // And when the nodes are back, from the cache
            cluster.heal();
            client.awaitConnected();
            awaitAllCached(client);
        }
    }

    private void putFiles(String prefix) {
        for (int i = 0; i < FILES; i++) {
            files.put(prefix + i, origin.putRandom(prefix + i, FILE_BYTES));
        }
    }

    /** By a client that has nothing of its own; how many reads it found to be corrupt. */
    private long readAllBy(List<InetSocketAddress> servers) throws Exception {
        try (TestClient client = TestClient.connect(origin, servers)) {
            readAll(client);
            return client.stats().checksumMisses();
        }
    }

    private void readAll(TestClient client) throws IOException {
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            assertThat(client.read(file.getKey())).as(file.getKey()).isEqualTo(file.getValue());
        }
    }

    /** All files by all clients at the same time, so that many wait for a node that does not answer and not one after the other. */
    private void readAllAtOnce(List<TestClient> clients) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2 * files.size());
        try {
            CompletableFuture<?>[] reads = clients.stream()
                    .flatMap(client -> files.keySet().stream()
                            .map(path -> CompletableFuture.runAsync(() -> readOne(client, path), threads)))
                    .toArray(CompletableFuture[]::new);
            CompletableFuture.allOf(reads).get(Waits.SETTLED.toSeconds(), TimeUnit.SECONDS);
        } finally {
            threads.shutdownNow();
        }
    }

    private void readOne(TestClient client, String path) {
        try {
            assertThat(client.read(path)).as(path).isEqualTo(files.get(path));
        } catch (IOException e) {
            throw new AssertionError(path + " cannot be read", e);
        }
    }

    /** Waits until a read of everything, without folios, takes nothing from the origin. */
    private void awaitAllCached(TestClient client) {
        await("everything is cached").atMost(Waits.SETTLED).until(() -> {
            client.dropFolios();
            long sentBefore = origin.sent();
            readAll(client);
            return origin.sent() == sentBefore;
        });
    }
}
