package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.CacheInfo;
import io.netfscache.ClusterAdmin;
import io.netfscache.Cookie;
import io.netfscache.NodeReport;
import io.netfscache.NodeTraffic;
import io.netfscache.ReadHole;
import io.netfscache.VolumeInfo;
import io.netfscache.chaos.Command;
import io.netfscache.cli.Json;
import io.netfscache.protocol.Traffic;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** /proc/fs/fscache/{stats,caches,volumes,cookies}, of the cluster and of each node, and what the kernel lacks. */
@Timeout(60)
@ExtendWith({ContractExtension.class, RowsMustRun.class})
class FiguresIT {
    private static final int OBJECTS = 8;
    private static final int SIZE = 10_000;
    private static final int HITS = 3;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Objects of a new volume, each missed once, stored once and read {@link #HITS} times. */
    private static Clients readAndStore(ContractCluster cluster) throws Exception {
        Clients clients = Clients.connect(cluster, "figures", 2);
        for (int i = 0; i < OBJECTS; i++) {
            Cookie one = clients.use(0, "file-" + i, SIZE);
            Cookie two = clients.use(1, "file-" + i, SIZE);
            assertThat(RangeIo.missing(one, 0, SIZE, ReadHole.FAIL)).isNotEmpty();
            RangeIo.write(one, 0, RangeIo.bytes(i, SIZE));
            for (int hit = 0; hit < HITS; hit++) {
                assertThat(RangeIo.read(two, 0, SIZE, ReadHole.FAIL)).isEqualTo(RangeIo.bytes(i, SIZE));
            }
        }
        return clients;
    }

    private static JsonNode command(ContractCluster cluster, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--json", "--servers", cluster.serversOption()));
        return Command.run(all).json();
    }

    /** The page of each node. */
    private List<JsonNode> pages(ContractCluster cluster, String path) throws Exception {
        List<JsonNode> pages = new ArrayList<>();
        for (int i = 0; i < ContractCluster.NODES; i++) {
            URI uri = URI.create(
                    "http://127.0.0.1:" + cluster.node(i).adminAddress().getPort() + path);
            HttpResponse<String> response =
                    http.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
            assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
            pages.add(Json.read(response.body(), JsonNode.class));
        }
        return pages;
    }

    private static JsonNode entry(JsonNode list, String key) {
        for (JsonNode each : list) {
            if (each.path("key").asText().equals(key)) {
                return each;
            }
        }
        throw new AssertionError("no " + key + " in " + list);
    }

    @Test
    @Row({12, 30})
    void of_a_volume_the_bytes_the_hit_ratio_and_the_latency_are_known_in_total_and_per_node(ContractCluster cluster)
            throws Exception {
        Clients clients = readAndStore(cluster);
        try (ClusterAdmin admin = cluster.admin()) {
            VolumeInfo volume = admin.volumes(100_000).stream()
                    .filter(each -> each.key().equals(clients.volumeKey()))
                    .findFirst()
                    .orElseThrow();

            Traffic traffic = volume.traffic();
            assertThat(volume.cookies()).isEqualTo(OBJECTS);
            assertThat(traffic.reads()).isEqualTo(OBJECTS * HITS);
            assertThat(traffic.misses()).isEqualTo(OBJECTS);
            assertThat(traffic.readBytes()).isEqualTo((long) OBJECTS * HITS * SIZE);
            assertThat(traffic.storedBytes()).isEqualTo((long) OBJECTS * SIZE);
            assertThat(traffic.hitRatio().orElseThrow()).isEqualTo(HITS / (HITS + 1.0));
            assertThat(traffic.meanLatency().orElseThrow()).isPositive();
            assertThat(traffic.latencyBelow(0.99).orElseThrow()).isPositive();
            assertThat(volume.nodes()).hasSize(ContractCluster.NODES);
            assertThat(volume.nodes().stream().map(NodeTraffic::traffic).filter(each -> each.reads() > 0))
                    .as("nodes that read objects of it")
                    .hasSizeGreaterThan(1);
        }
    }

    @Test
    @Row(30)
    void the_commands_show_the_same(ContractCluster cluster) throws Exception {
        Clients clients = readAndStore(cluster);

        JsonNode volume = entry(command(cluster, "volumes").get("volumes"), clients.volumeKey());
        assertThat(volume.get("cookies").asInt()).isEqualTo(OBJECTS);
        assertThat(volume.get("traffic").get("hitRatio").asDouble()).isEqualTo(HITS / (HITS + 1.0));
        assertThat(volume.get("traffic").get("readBytes").asLong()).isEqualTo((long) OBJECTS * HITS * SIZE);
        assertThat(volume.get("traffic").get("meanSeconds").asDouble()).isPositive();
        assertThat(volume.get("nodes")).hasSize(ContractCluster.NODES);

        JsonNode cookies = command(cluster, "cookies", clients.volumeKey()).get("cookies");
        assertThat(cookies).hasSize(OBJECTS);
        assertThat(entry(cookies, "file-0").get("size").asInt()).isEqualTo(SIZE);

        JsonNode stats = command(cluster, "stats");
        assertThat(stats.get("nodes")).hasSize(ContractCluster.NODES);
        long reads = 0;
        for (JsonNode node : stats.get("nodes")) {
            reads += node.get("stats").get("reads").asLong();
        }
        assertThat(stats.get("total").get("reads").asLong()).isEqualTo(reads).isPositive();

        JsonNode caches = command(cluster, "caches").get("caches");
        assertThat(caches).hasSize(ContractCluster.CACHES);
        assertThat(caches)
                .allSatisfy(cache -> assertThat(cache.get("state").asText()).isEqualTo("online"));
    }

    @Test
    @Row(30)
    void each_nodes_admin_port_shows_its_part(ContractCluster cluster) throws Exception {
        Clients clients = readAndStore(cluster);

        long reads = 0;
        int records = 0;
        for (JsonNode page : pages(cluster, "/volumes")) {
            records += page.get("volumes").toString().contains("\"" + clients.volumeKey() + "\"") ? 1 : 0;
            for (JsonNode each : page.get("readAndStoredHere")) {
                reads += each.get("key").asText().equals(clients.volumeKey())
                        ? each.get("reads").asLong()
                        : 0;
            }
        }
        assertThat(records).as("nodes that own the volume's record").isOne();
        assertThat(reads).isEqualTo(OBJECTS * HITS);

        int cookies = 0;
        for (JsonNode page : pages(cluster, "/cookies?volume=" + clients.volumeKey())) {
            cookies += page.get("cookies").size();
        }
        assertThat(cookies).isEqualTo(OBJECTS);
        assertThat(pages(cluster, "/caches"))
                .allSatisfy(page -> assertThat(
                                page.get("caches").get(0).get("chunks").asLong())
                        .isNotNegative());
        assertThat(pages(cluster, "/stats"))
                .allSatisfy(page -> assertThat(page.has("readBytes")).isTrue());
    }

    @Test
    @Row(30)
    void an_operator_asks_for_the_caches_and_the_figures_of_every_node(ContractCluster cluster) throws Exception {
        Clients clients = readAndStore(cluster);
        try (ClusterAdmin admin = cluster.admin()) {
            assertThat(admin.caches()).hasSize(ContractCluster.CACHES).allSatisfy(cache -> {
                assertThat(cache.state()).isEqualTo("online");
                assertThat(cache.diskBytes()).isPositive();
            });
            assertThat(admin.caches().stream()
                            .mapToLong(CacheInfo::presentBytes)
                            .sum())
                    .isGreaterThanOrEqualTo((long) OBJECTS * SIZE);
            assertThat(admin.nodes())
                    .hasSize(ContractCluster.NODES)
                    .allMatch(NodeReport::reachable)
                    .extracting(NodeReport::nodeId)
                    .doesNotHaveDuplicates();
            assertThat(clients.cache(1).nodes()).hasSize(ContractCluster.NODES);
            assertThat(clients.cache(1).stats().cacheBytes()).isEqualTo((long) OBJECTS * HITS * SIZE);
        }
    }
}
