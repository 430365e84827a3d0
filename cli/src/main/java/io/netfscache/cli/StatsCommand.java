package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code stats}: what the nodes count. */
@Command(
        name = "stats",
        description = "Shows the counters and gauges of each node that answers, and their sum.",
        footer = {"%nExamples:", "  netfs-cache stats", "  netfs-cache stats --json | jq .total"})
final class StatsCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    record NodeStats(String node, String address, Map<String, Long> stats) {}

    record ClusterStats(Map<String, Long> total, List<NodeStats> nodes) {
        static ClusterStats of(List<NodeReport> reports) {
            List<NodeStats> nodes = reports.stream()
                    .filter(NodeReport::reachable)
                    .map(node -> new NodeStats(node.nodeId(), node.address(), new TreeMap<>(node.stats())))
                    .toList();
            Map<String, Long> total = new TreeMap<>();
            nodes.forEach(node -> node.stats().forEach((name, value) -> total.merge(name, value, Long::sum)));
            return new ClusterStats(total, nodes);
        }

        /** A line per figure, a column per node. */
        String table() {
            List<String> headings = new ArrayList<>(List.of("", "total"));
            nodes.forEach(node -> headings.add(node.address()));
            Table table = new Table(headings.toArray(String[]::new));
            total.forEach((name, sum) -> {
                List<Object> cells = new ArrayList<>(List.of(name, sum));
                nodes.forEach(node ->
                        cells.add(node.stats().containsKey(name) ? node.stats().get(name) : "-"));
                table.row(cells.toArray());
            });
            return table.toString();
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        try (FsCache cache = client.connect()) {
            ClusterStats stats = ClusterStats.of(cache.nodes());
            output.print(stats, stats::table);
        }
        return ExitCode.OK;
    }
}
