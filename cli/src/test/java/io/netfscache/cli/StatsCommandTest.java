package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.NodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StatsCommandTest {
    private final FakeCluster cluster = new FakeCluster();
    private long nanos;

    private static NodeReport node(int number, Map<String, Long> stats) {
        return new NodeReport("n" + number, "10.0.0." + number + ":7440", true, Map.of(), stats);
    }

    @BeforeEach
    void twoNodesAndOneThatIsGone() {
        cluster.nodes.add(node(
                1,
                Map.of(
                        "reads",
                        75L,
                        "readMisses",
                        25L,
                        "readBytes",
                        3L << 20,
                        "sessions",
                        2L,
                        "uptimeSeconds",
                        99L,
                        "somethingNew",
                        7L)));
        cluster.nodes.add(node(2, Map.of("reads", 24L, "readMisses", 76L, "notCached.NO_LEASE", 4L)));
        cluster.nodes.add(new NodeReport("", "10.0.0.3:7440", false, Map.of("error", "gone"), Map.of()));
    }

    private String stats(String... arguments) throws Exception {
        ParsedCommand<StatsCommand> stats = ParsedCommand.parse(StatsCommand.class, arguments);
        assertThat(stats.command().ask(cluster)).isZero();
        return stats.out();
    }

    @Test
    void figuresAreInGroupsPerNodeAndInTotal() throws Exception {
        assertThat(stats("stats").lines())
                .containsExactly(
                        "                                     total  10.0.0.1:7440  10.0.0.2:7440",
                        "Bytes",
                        "  sent to clients                  3.0 MiB        3.0 MiB              -",
                        "Reads",
                        "  hit ratio                          49.5%          75.0%          24.0%",
                        "  misses                               101             25             76",
                        "  hits                                  99             75             24",
                        "Not cached, by reason",
                        "  the node holds no serving lease        4              -              4",
                        "Now",
                        "  sessions                               2              2              -",
                        "Other",
                        "  somethingNew                           7              7              -");
    }

    @Test
    void programsGetTheNamesOfTheNodes() throws Exception {
        JsonNode json = Json.read(stats("stats", "--json"), JsonNode.class);

        assertThat(json.get("total").get("reads").asLong()).isEqualTo(99);
        assertThat(json.get("total").get("notCached.NO_LEASE").asLong()).isEqualTo(4);
        assertThat(json.get("hitRatio").asDouble()).isEqualTo(0.495);
        assertThat(json.get("nodes")).hasSize(2);
    }

    @Test
    void aClusterThatHasNotReadAnythingHasNoHitRatio() {
        cluster.nodes.clear();
        ClusterStats nothing = ClusterStats.of(cluster.nodes());

        assertThat(nothing.hitRatio()).isNull();
        assertThat(Json.write(nothing)).doesNotContain("hitRatio");
    }

    private String watched(Terminal terminal, String... arguments) throws Exception {
        ParsedCommand<StatsCommand> stats = ParsedCommand.parse(StatsCommand.class, arguments);
        stats.command()
                .watch(
                        cluster,
                        terminal,
                        () -> {
                            nanos += 2_000_000_000L;
                            cluster.nodes.set(0, node(1, Map.of("reads", 75 + nanos / 20_000_000)));
                            return nanos;
                        },
                        Duration.ofMillis(1));
        return stats.out();
    }

    @Test
    void aPipeGetsALineEachTime() throws Exception {
        // The first figures are those of the time before, so that the growth is that of 100 reads in 2 s each
        assertThat(watched(Terminal.PLAIN, "stats", "--watch", "--count", "2").lines())
                .hasSize(2)
                .last()
                .asString()
                .contains("2 nodes", "50 reads/s", "hits 100.0%");
    }

    @Test
    void aTerminalIsClearedAndShowsRates() throws Exception {
        assertThat(watched(new Terminal(true, 80, 24), "stats", "-w", "1", "--count", "2"))
                .startsWith("\u001b[H\u001b[2J")
                .contains("per second", "50/s");
    }

    @Test
    void aProgramGetsAnObjectALine() throws Exception {
        assertThat(watched(new Terminal(true, 80, 24), "stats", "--watch", "--json", "--count", "3")
                        .lines())
                .hasSize(3)
                .allSatisfy(line ->
                        assertThat(Json.read(line, JsonNode.class).has("total")).isTrue());
    }

    private static ClusterStats of(NodeReport... nodes) {
        return ClusterStats.of(List.of(nodes));
    }

    @Test
    void ratesAreOfTheNodesThatHaveRunAllTheTime() {
        ClusterStats before =
                of(node(1, Map.of("reads", 1000L)), node(2, Map.of("reads", 500L)), node(3, Map.of("reads", 9000L)));
        // When one has counted on, one has restarted, one is gone, and one is new
        ClusterStats now =
                of(node(1, Map.of("reads", 1020L)), node(2, Map.of("reads", 3L)), node(4, Map.of("reads", 70L)));

        assertThat(now.line(before, 2)).startsWith("3 nodes").contains(" 10 reads/s", "no answer from 10.0.0.3:7440");
        assertThat(now.table(before, 2))
                .startsWith("3 nodes  no answer from 10.0.0.3:7440")
                .contains("10/s")
                .doesNotContain("-");
    }

    @Test
    void aNodeThatRestartedIsKnownByItsUptime() {
        ClusterStats before = of(node(1, Map.of("uptimeSeconds", 50L, "reads", 5L)));

        assertThat(of(node(1, Map.of("uptimeSeconds", 1L, "reads", 9L))).line(before, 1))
                .startsWith("1 node ")
                .contains(" 0 reads/s");
    }

    @Test
    void thatNoNodeAnswersIsSaid() {
        ClusterStats before = of(node(1, Map.of("reads", 5L)));
        ClusterStats now = of(new NodeReport("", "10.0.0.1:7440", false, Map.of("error", "gone"), Map.of()));

        assertThat(now.line(before, 1)).startsWith("no node answers").contains("10.0.0.1:7440");
        assertThat(now.table(before, 1)).startsWith("no node answers").contains("10.0.0.1:7440");
        assertThat(of().line(of(), 1)).startsWith("no node answers");
    }

    @Test
    void aSmallTerminalShowsTheTop() throws Exception {
        assertThat(watched(new Terminal(true, 30, 5), "stats", "-w", "1", "--count", "1")
                        .lines())
                .hasSize(4)
                .allSatisfy(line ->
                        assertThat(line.replace("\u001b[H\u001b[2J", "")).hasSizeLessThan(30))
                .last()
                .asString()
                .startsWith("and ");
    }
}
