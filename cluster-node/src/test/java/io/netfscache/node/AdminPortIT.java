package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The admin port of a real node: pages, metrics, and clients that mean no good. */
@Timeout(120)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdminPortIT {
    private final HttpClient http = HttpClient.newHttpClient();
    private TestCluster cluster;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        cluster = TestCluster.start(directory, 1);
        try (FrameClient session = FrameClient.session(cluster.node(0).dataAddress(), 1)) {
            session.request(new AcquireVolume(new OperationId(1, 1), "volume", "", Bytes.EMPTY));
            session.request(new AcquireVolume(new OperationId(1, 2), "other", "ssd", Bytes.EMPTY));
            for (int i = 0; i < 5; i++) {
                session.request(
                        new Use(new OperationId(2, i), "volume", Bytes.utf8("k" + i), Bytes.EMPTY, 100, false, 1));
            }
        }
    }

    @AfterAll
    void stop() {
        cluster.close();
    }

    private int port() {
        return cluster.node(0).adminAddress().getPort();
    }

    private HttpResponse<String> get(String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private JsonNode json(String path) throws Exception {
        HttpResponse<String> response = get(path);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return new ObjectMapper().readTree(response.body());
    }

    @Test
    void the_records_and_caches_of_this_node_are_listed() throws Exception {
        assertThat(json("/volumes").get("volumes").get(0).get("key").asText()).isEqualTo("volume");
        JsonNode cookies = json("/cookies?volume=volume&limit=3");
        assertThat(cookies.get("cookies").size()).isEqualTo(3);
        assertThat(cookies.get("more").asBoolean()).isTrue();
        assertThat(cookies.get("scope").asText()).contains("this node");
        assertThat(json("/cookies?volume=volume").get("cookies").size()).isEqualTo(5);
        JsonNode cache = json("/caches").get("caches").get(0);
        assertThat(cache.get("name").asText()).isEqualTo("default");
        assertThat(cache.get("diskBytes").asLong()).isPositive();
    }

    @Test
    void a_node_that_works_is_alive_and_ready() throws Exception {
        assertThat(json("/livez").get("alive").asBoolean()).isTrue();
        await().untilAsserted(() ->
                assertThat(json("/readyz").get("ready").asBoolean()).isTrue());
        assertThat(json("/health").get("healthy").asBoolean()).isTrue();
    }

    @Test
    void wrong_parameters_are_answered_with_words() throws Exception {
        for (String wrong : List.of(
                "/cookies",
                "/cookies?volume=",
                "/cookies?volume=a&volume=b",
                "/cookies?volume=a&limit=0",
                "/cookies?volume=a&limit=1025",
                "/volumes?limit=many",
                "/volumes?page=2",
                "/volumes?limit=%25zz")) {
            HttpResponse<String> response = get(wrong);
            assertThat(response.statusCode()).as(wrong).isEqualTo(400);
            assertThat(response.body()).as(wrong).startsWith("{\"error\":\"").hasSizeGreaterThan(20);
        }
        assertThat(get("/nothing").statusCode()).isEqualTo(404);
        assertThat(get("/nothing").body()).contains("/metrics");
    }

    @Test
    void the_metrics_have_every_figure_with_help_and_a_conventional_name() throws Exception {
        HttpResponse<String> response = get("/metrics");
        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("text/plain"));
        List<String> lines = response.body().lines().toList();
        Set<String> helped = lines.stream()
                .filter(line -> line.startsWith("# HELP "))
                .map(line -> line.split(" ", 4)[2])
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(lines)
                .filteredOn(line -> !line.startsWith("#"))
                .allSatisfy(line -> assertThat(line)
                        .matches("[a-z][a-z0-9_]*(\\{[^}]*\\})? -?([0-9.]+([eE]-?[0-9]+)?|NaN|\\+Inf)"));
        for (NodeStats.Figure counter : new NodeStats().counters()) {
            String name = "netfs_cache_" + snake(counter.name()) + "_total";
            assertThat(helped).contains(name);
        }
        assertThat(helped)
                .contains(
                        "netfs_cache_present_bytes",
                        "netfs_cache_disk_free_bytes",
                        "netfs_cache_uptime_seconds",
                        "netfs_cache_connections",
                        "netfs_cache_info",
                        "jvm_memory_used_bytes",
                        "jvm_threads_live_threads");
        for (Reason reason : Reason.values()) {
            if (reason != Reason.NONE) {
                assertThat(response.body()).contains("netfs_cache_not_cached_total{reason=\"" + reason + "\"}");
            }
        }
        assertThat(response.body()).contains("netfs_cache_not_cached_total{reason=\"NO_SUCH_CACHE\"} 1.0");
    }

    private static String snake(String camelCase) {
        return camelCase.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }

    @Test
    void whoever_asks_for_OpenMetrics_gets_them() throws Exception {
        HttpResponse<String> response = get("/metrics", "Accept", "application/openmetrics-text; version=1.0.0");

        assertThat(response.headers().firstValue("content-type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/openmetrics-text"));
        assertThat(response.body()).endsWith("# EOF\n");
    }

    private String send(byte[] bytes) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write(bytes);
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        } catch (SocketException reset) {
            return "";
        }
    }

    @Test
    void noise_and_huge_headers_end_their_own_connection_only() throws Exception {
        byte[] noise = new byte[200_000];
        new Random(1).nextBytes(noise);
        send(noise);
        send("\r\n\r\n\0\0\0\n\n".getBytes(StandardCharsets.US_ASCII));
        String huge = "GET /stats HTTP/1.1\r\nHost: x\r\nX: " + "y".repeat(100_000) + "\r\n\r\n";
        assertThat(send(huge.getBytes(StandardCharsets.US_ASCII))).doesNotContain("200 OK");
        String body = "POST /stats HTTP/1.1\r\nHost: x\r\nContent-Length: 2000000000\r\n\r\n";
        assertThat(send(body.getBytes(StandardCharsets.US_ASCII))).doesNotContain("200 OK");

        assertThat(get("/health").statusCode()).isEqualTo(200);
    }

    @Test
    void a_client_that_trickles_its_request_is_cut_off() throws Exception {
        try (Socket slow = new Socket(InetAddress.getLoopbackAddress(), port())) {
            slow.setSoTimeout(100);
            InputStream in = slow.getInputStream();

            await().atMost(NodeLimits.ADMIN_DEADLINE.multipliedBy(4))
                    .pollInterval(Duration.ofMillis(100))
                    .until(() -> {
                        try {
                            slow.getOutputStream().write('G');
                            return in.read() < 0;
                        } catch (java.net.SocketTimeoutException open) {
                            return false;
                        } catch (SocketException cut) {
                            return true;
                        }
                    });
        }
        assertThat(get("/health").statusCode()).isEqualTo(200);
    }
}
