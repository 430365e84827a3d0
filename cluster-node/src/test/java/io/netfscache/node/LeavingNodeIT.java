package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.netfscache.node.store.BackingStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What the probes of Kubernetes see of a node that starts, of one without a quorum, and of one that takes its time to leave. */
@Timeout(120)
class LeavingNodeIT {
    private static final int ROUNDS = Boolean.getBoolean("netfs.long") ? 4 : 1;

    private final HttpClient http = HttpClient.newHttpClient();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final CountDownLatch mayClose = new CountDownLatch(1);

    @Test
    void a_node_that_has_not_joined_yet_is_alive_and_not_ready(@TempDir Path directory) throws Exception {
        // Given a node that takes long to open its disk, which is before it joins
        CountDownLatch opening = new CountDownLatch(1);
        CountDownLatch mayOpen = new CountDownLatch(1);
        String member = "127.0.0.1:" + TestCluster.freePort();
        int port = TestCluster.freePort();
        NodeConfig config = withAdmin(TestCluster.config(directory, List.of(member), 0), port);
        CompletableFuture<ClusterNode> start = CompletableFuture.supplyAsync(() -> {
            try {
                return ClusterNode.start(config, real -> {
                    opening.countDown();
                    awaitLatch(mayOpen);
                    return real;
                });
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        URI admin = URI.create("http://127.0.0.1:" + port);
        try {
            assertThat(opening.await(30, TimeUnit.SECONDS)).isTrue();

            // Then it is not to be killed, and not to be asked for anything
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/readyz").body()).contains("the node is starting");
            assertThat(get(admin, "/health").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/metrics").statusCode()).isEqualTo(503);
        } finally {
            mayOpen.countDown();
        }

        // And when it has joined it answers everything
        try (ClusterNode node = start.get(60, TimeUnit.SECONDS)) {
            awaitReady(admin(node));
            assertThat(get(admin, "/status").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void a_node_that_leaves_says_what_it_does(@TempDir Path directory) throws Exception {
        try (LogWatch log = new LogWatch();
                TestCluster cluster = TestCluster.start(directory, 2)) {
            log.forget();

            cluster.node(1).close();
            cluster.node(1).close();

            assertThat(log.count("this node leaves: it serves nothing from here on"))
                    .isEqualTo(1);
            assertThat(log.count("the records of 0 objects are handed over to 1 other members"))
                    .isEqualTo(1);
            assertThat(log.count("this node has left, ")).isEqualTo(1);
        }
    }

    @Test
    void a_node_that_leaves_is_alive_to_the_end_and_not_ready(@TempDir Path directory) throws Exception {
        // Given a node that is ready, and whose disk takes long to be closed
        NodeConfig config = TestCluster.config(directory, List.of("127.0.0.1:" + TestCluster.freePort()), 0);
        ClusterNode node = ClusterNode.start(config, this::closedLate);
        URI admin = admin(node);
        CompletableFuture<Void> end;
        try {
            await().untilAsserted(
                            () -> assertThat(get(admin, "/readyz").statusCode()).isEqualTo(200));

            // When it is told to leave
            end = CompletableFuture.runAsync(node::close);
            assertThat(closing.await(30, TimeUnit.SECONDS)).isTrue();

            // Then it is alive, takes no new work, and answers no questions about what it has handed over
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/health").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/readyz").body()).contains("the node is leaving");
            assertThat(get(admin, "/status").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/metrics").body()).contains("ask another one");
        } finally {
            mayClose.countDown();
            node.close();
        }

        // And it ends
        end.get(30, TimeUnit.SECONDS);
        assertThatThrownBy(() -> get(admin, "/livez")).isInstanceOf(ConnectException.class);
    }

    @Test
    void a_node_without_a_quorum_is_alive_and_says_why_it_is_not_ready(@TempDir Path directory) throws Exception {
        // Given one of two nodes, the other of which never comes
        List<String> members = List.of("127.0.0.1:" + TestCluster.freePort(), "127.0.0.1:" + TestCluster.freePort());
        try (ClusterNode node = ClusterNode.start(TestCluster.config(directory, members, 0))) {
            URI admin = admin(node);

            // Then killing it would help nobody
            assertThat(get(admin, "/livez").statusCode()).isEqualTo(200);
            assertThat(get(admin, "/readyz").statusCode()).isEqualTo(503);
            assertThat(get(admin, "/readyz").body()).contains("no serving lease");
        }
    }

    @Test
    @Timeout(300)
    void a_voter_that_was_started_again_is_ready_when_it_grants_leases_and_all_are_backed_up(@TempDir Path directory)
            throws Exception {
        // Given three nodes, all voters, that are ready
        List<NodeConfig> configs = new ArrayList<>();
        try (TestCluster cluster = TestCluster.start(directory, 3, (config, index) -> {
            configs.add(config);
            return config;
        })) {
            for (int i = 0; i < 3; i++) {
                awaitReady(admin(cluster.node(i)));
            }

            // When one is stopped, then the others stay ready
            cluster.node(2).close();
            assertThat(get(admin(cluster.node(0)), "/readyz").statusCode()).isEqualTo(200);

            // When it is started again, then it is not ready before it grants leases itself
            startAgainAtOnce(configs.get(2));
        }
    }

    /** The others have not noticed yet that it was gone: what it asks them may be lost in connections of the one before. */
    private void startAgainAtOnce(NodeConfig config) throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            try (ClusterNode again = ClusterNode.start(config)) {
                awaitReady(admin(again));
                assertThat(get(admin(again), "/status").body()).contains("\"votes\":\"yes\"");
            }
        }
    }

    private static NodeConfig withAdmin(NodeConfig config, int port) {
        return new NodeConfig(
                config.dataDirectory(),
                config.listen(),
                null,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                config.member(),
                config.join(),
                config.clusterName(),
                config.clusterSize(),
                config.chunkBytes(),
                config.weight());
    }

    private static void awaitLatch(CountDownLatch latch) {
        try {
            assertThat(latch.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static URI admin(ClusterNode node) {
        return URI.create("http://127.0.0.1:" + node.adminAddress().getPort());
    }

    private void awaitReady(URI admin) {
        await().atMost(30, TimeUnit.SECONDS)
                .untilAsserted(() -> assertThat(get(admin, "/readyz"))
                        .satisfies(answer -> assertThat(answer.statusCode())
                                .as(answer.body())
                                .isEqualTo(200)));
    }

    private BackingStore closedLate(BackingStore real) {
        return (BackingStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BackingStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("close")) {
                        closing.countDown();
                        mayClose.await();
                    }
                    try {
                        return method.invoke(real, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private HttpResponse<String> get(URI admin, String path) throws Exception {
        return http.send(
                HttpRequest.newBuilder(admin.resolve(path))
                        .timeout(Duration.ofSeconds(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
