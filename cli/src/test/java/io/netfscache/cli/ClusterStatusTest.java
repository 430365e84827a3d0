package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.CacheInfo;
import io.netfscache.NodeReport;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterStatusTest {
    private final FakeCluster cluster = new FakeCluster();
    private int exit;

    private static String id(int number) {
        return "4be1a2c3%024x".formatted(number);
    }

    private static String address(int number) {
        return "10.0.0." + number + ":7440";
    }

    private static NodeReport node(int number, String health, String members) {
        Map<String, String> status = new HashMap<>(Map.of(
                "health",
                health,
                "lease",
                health.equals("healthy") ? "held" : "not held",
                "members",
                members,
                "uptimeSeconds",
                "93784",
                "clusterId",
                "00c0ffee",
                "voterSetVersion",
                "2",
                "quorum",
                "2 of 3 voters",
                "voter1",
                id(1) + " 10.0.0.1:7440: granted"));
        return new NodeReport(id(number), address(number), true, status, Map.of("sessions", 12L, "connections", 20L));
    }

    private static NodeReport silent(int number) {
        return new NodeReport("", address(number), false, Map.of("error", "ENOBUFS: connection refused"), Map.of());
    }

    private static CacheInfo cache(int node, String state, long freeGib) {
        return new CacheInfo(
                id(node), address(node), "ssd", "/cache", state, 100L << 30, freeGib << 30, 7L << 30, 0, 9, 5);
    }

    private String status(String... options) throws IOException {
        String[] arguments = new String[options.length + 1];
        arguments[0] = "status";
        System.arraycopy(options, 0, arguments, 1, options.length);
        ParsedCommand<StatusCommand> status = ParsedCommand.parse(StatusCommand.class, arguments);
        exit = status.command().ask(cluster);
        return status.out();
    }

    private void threeHealthyNodes() {
        for (int i = 1; i <= 3; i++) {
            cluster.nodes.add(node(i, "healthy", "3 of 3"));
            cluster.caches.add(cache(i, "online", 40));
        }
    }

    @Test
    void aHealthyClusterSaysSoInItsFirstLine() throws IOException {
        threeHealthyNodes();

        assertThat(status().lines())
                .containsExactly(
                        "healthy: 3 of 3 nodes serve",
                        "",
                        "cluster 00c0ffee, voter set 2, quorum 2 of 3 voters",
                        "  voter1: " + id(1) + " 10.0.0.1:7440: granted",
                        "",
                        "node      address        lease  up       clients  connections    holds  disk free",
                        "4be1a2c3  10.0.0.1:7440  held   1 d 2 h       12           20  7.0 GiB  40% of 100.0 GiB",
                        "4be1a2c3  10.0.0.2:7440  held   1 d 2 h       12           20  7.0 GiB  40% of 100.0 GiB",
                        "4be1a2c3  10.0.0.3:7440  held   1 d 2 h       12           20  7.0 GiB  40% of 100.0 GiB");
        assertThat(exit).isZero();
    }

    @Test
    void aNodeThatDoesNotAnswerIsNamedWithWhatToDo() throws IOException {
        threeHealthyNodes();
        cluster.nodes.set(2, silent(3));

        assertThat(status())
                .startsWith("NOT healthy: node 10.0.0.3:7440 does not answer; 2 of 3 nodes answer")
                .contains("-         10.0.0.3:7440  no answer")
                .contains("- node 10.0.0.3:7440 does not answer: look at its log and the network, or start it again on"
                        + " its data directory (ENOBUFS: connection refused)");
        assertThat(exit).isEqualTo(1);
    }

    @Test
    void whatSeveralNodesSayIsSaidOnceAndComesFirst() throws IOException {
        threeHealthyNodes();
        String lost = "voter 4be1 is lost: start it again, or netfs-cache replace-voter 4be1 90c2";
        cluster.nodes.set(0, node(1, lost, "2 of 3"));
        cluster.nodes.set(1, node(2, lost, "2 of 3"));

        assertThat(status())
                .startsWith("NOT healthy: voter 4be1 is lost, and 1 more; 3 of 3 nodes answer")
                .containsOnlyOnce("- " + lost + " (said by 10.0.0.1:7440, 10.0.0.2:7440)")
                .doesNotContain("--cluster-size")
                .contains("- 1 of 3 nodes missing: start it again");
    }

    @Test
    void aCacheThatTakesNothingIsAProblemOnce() throws IOException {
        threeHealthyNodes();
        cluster.caches.set(1, cache(2, "takes no bytes: 4.0 % of the disk is free, bstop is 5 %", 4));

        assertThat(status())
                .startsWith("NOT healthy: a cache takes nothing; 3 of 3 nodes answer")
                .contains(
                        "- a cache takes nothing: takes no bytes: 4.0 % of the disk is free, bstop is 5 %; look at the"
                                + " disk and at /cache of node 10.0.0.2:7440");
        assertThat(exit).isEqualTo(1);

        cluster.nodes.set(1, node(2, "cache ssd takes no bytes; make room on the disk of /cache", "3 of 3"));
        assertThat(status()).contains("- cache ssd takes no bytes; make room").doesNotContain("look at the disk");
    }

    @Test
    void aCacheThatWasWithdrawnIsAProblemOnceAndItsDiskIsNotFull() throws IOException {
        threeHealthyNodes();
        String withdrawn = "cache ssd withdrawn by an operator, 3 s ago; 'netfs-cache cache resume ssd' puts it back";
        cluster.nodes.set(1, node(2, withdrawn, "3 of 3"));
        cluster.caches.set(
                1,
                new CacheInfo(
                        id(2), address(2), "ssd", "/cache", "withdrawn by an operator, 4 s ago", 0, 0, 0, 0, 0, 5));

        assertThat(status())
                .contains("- " + withdrawn + " (said by 10.0.0.2:7440)")
                .doesNotContain("a cache takes nothing")
                .doesNotContain(" 0% of");
    }

    @Test
    void aLargeClusterFitsOnAScreenWithTheSickNodesFirst() throws IOException {
        for (int i = 1; i <= 30; i++) {
            cluster.nodes.add(i == 25 ? silent(25) : node(i, "healthy", "30 of 30"));
        }

        assertThat(status().lines()).hasSizeLessThan(24);
        assertThat(status()).contains("10.0.0.25:7440  no answer", "and 18 more; --all lists them");
        assertThat(status("--all")).contains("10.0.0.30:7440").doesNotContain("--all");
    }

    @Test
    void programsGetWhatEachNodeSays() throws IOException {
        threeHealthyNodes();
        cluster.nodes.set(2, silent(3));

        JsonNode json = Json.read(status("--json"), JsonNode.class);

        assertThat(json.get("healthy").asBoolean()).isFalse();
        assertThat(json.get("nodes").asInt()).isEqualTo(3);
        assertThat(json.get("reachable").asInt()).isEqualTo(2);
        assertThat(json.get("problems")).hasSize(1);
        assertThat(json.get("members").findValuesAsText("health")).containsExactly("healthy", "healthy");
        assertThat(json.get("caches").get(0).get("freeBytes").asLong()).isEqualTo(40L << 30);
    }
}
