package io.netfscache.cli;

import io.netfscache.NodeReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes of a cluster count.
 *
 * @param silent addresses of the nodes that do not answer
 * @param hitRatio share of the reads that found their bytes, 0 to 1; absent before the first read
 */
record ClusterStats(Map<String, Long> total, @Nullable Double hitRatio, List<NodeStats> nodes, List<String> silent) {
    private static final String NOBODY = "no node answers; 'netfs-cache status' tells why";

    /** What one node counts. */
    record NodeStats(String node, String address, Map<String, Long> stats) {
        /** Counters never fall while a node runs. */
        private boolean restartedSince(NodeStats earlier) {
            return earlier.stats().entrySet().stream()
                    .filter(counter -> !StatGroup.isGauge(counter.getKey()))
                    .anyMatch(counter -> stats.getOrDefault(counter.getKey(), counter.getValue()) < counter.getValue());
        }
    }

    static ClusterStats of(List<NodeReport> reports) {
        List<NodeStats> nodes = reports.stream()
                .filter(NodeReport::reachable)
                .map(node -> new NodeStats(node.nodeId(), node.address(), new TreeMap<>(node.stats())))
                .toList();
        Map<String, Long> total = new TreeMap<>();
        nodes.forEach(node -> node.stats().forEach((name, value) -> total.merge(name, value, Long::sum)));
        List<String> silent = reports.stream()
                .filter(node -> !node.reachable())
                .map(NodeReport::address)
                .toList();
        return new ClusterStats(total, ratio(total), nodes, silent);
    }

    static @Nullable Double ratio(Map<String, Long> stats) {
        long hits = stats.getOrDefault("reads", 0L);
        long misses = stats.getOrDefault("readMisses", 0L);
        return hits + misses == 0 ? null : hits / (double) (hits + misses);
    }

    /** A line per figure, in groups; a column for the total and for each node. */
    String table() {
        return table(null);
    }

    /**
     * As {@link #table()}, with a column for how much the counters grew per second since {@code before}; above it, which
     * nodes are missing.
     */
    String table(ClusterStats before, double seconds) {
        if (nodes.isEmpty()) {
            return NOBODY + missing(before);
        }
        Map<String, Long> grown = growth(before);
        String table = table(name -> StatGroup.isGauge(name)
                ? ""
                : StatGroup.format(name, Math.round(grown.getOrDefault(name, 0L) / seconds)) + "/s");
        return nodeCount() + missing(before) + System.lineSeparator() + table;
    }

    private String table(@Nullable UnaryOperator<String> rate) {
        List<String> headings = new ArrayList<>(List.of("", "total"));
        if (rate != null) {
            headings.add("per second");
        }
        nodes.forEach(node -> headings.add(node.address()));
        Table table = new Table(headings.toArray(String[]::new));
        groups().forEach((group, names) -> {
            row(table, group.title(), "", rate == null ? null : "", node -> "");
            if (group == StatGroup.READS) {
                row(
                        table,
                        "  hit ratio",
                        percent(hitRatio),
                        rate == null ? null : "",
                        node -> percent(ratio(node.stats())));
            }
            for (String name : names) {
                row(
                        table,
                        "  " + StatGroup.label(name),
                        StatGroup.format(name, total.get(name)),
                        rate == null ? null : rate.apply(name),
                        node -> StatGroup.format(name, node.stats().get(name)));
            }
        });
        return table.toString();
    }

    private void row(Table table, String label, String sum, @Nullable String rate, Function<NodeStats, String> cell) {
        List<String> cells = new ArrayList<>(List.of(label, sum));
        if (rate != null) {
            cells.add(rate);
        }
        nodes.forEach(node -> cells.add(cell.apply(node)));
        table.row(cells.toArray());
    }

    /** How much each counter grew, on the nodes of which that is known: they were there before, and have not restarted. */
    private Map<String, Long> growth(ClusterStats before) {
        Map<String, Long> grown = new TreeMap<>();
        for (NodeStats node : nodes) {
            before.nodes().stream()
                    .filter(earlier -> earlier.node().equals(node.node()))
                    .filter(earlier -> !node.restartedSince(earlier))
                    .forEach(earlier -> node.stats()
                            .forEach((name, value) ->
                                    grown.merge(name, value - earlier.stats().getOrDefault(name, 0L), Long::sum)));
        }
        return grown;
    }

    private String nodeCount() {
        return nodes.size() == 1 ? "1 node" : nodes.size() + " nodes";
    }

    /** Names the nodes that do not answer, and those that were there before and are not known any more. */
    private String missing(ClusterStats before) {
        Set<String> missing = new TreeSet<>(silent);
        before.nodes().forEach(node -> missing.add(node.address()));
        nodes.forEach(node -> missing.remove(node.address()));
        return missing.isEmpty() ? "" : "  no answer from " + String.join(", ", missing);
    }

    private Map<StatGroup, List<String>> groups() {
        Map<StatGroup, List<String>> groups = new LinkedHashMap<>();
        for (StatGroup group : StatGroup.values()) {
            List<String> names = total.keySet().stream()
                    .filter(name -> StatGroup.isShown(name) && StatGroup.of(name) == group)
                    .toList();
            if (!names.isEmpty()) {
                groups.put(group, names);
            }
        }
        return groups;
    }

    private static String percent(@Nullable Double ratio) {
        return ratio == null ? "-" : "%.1f%%".formatted(100 * ratio);
    }

    /** Growth since {@code before} in one line, for a file or a pipe. */
    String line(ClusterStats before, double seconds) {
        if (nodes.isEmpty()) {
            return NOBODY + missing(before);
        }
        Map<String, Long> grown = growth(before);
        return nodeCount()
                + "  %s/s to clients  %.0f reads/s  hits %s  %.0f writes/s  %.0f not cached/s  %d sessions"
                        .formatted(
                                ByteSize.format(Math.max(0, Math.round(grown.getOrDefault("readBytes", 0L) / seconds))),
                                grown.getOrDefault("reads", 0L) / seconds,
                                percent(ratio(grown)),
                                grown.getOrDefault("writes", 0L) / seconds,
                                notCached(grown) / seconds,
                                total.getOrDefault("sessions", 0L))
                + missing(before);
    }

    private static long notCached(Map<String, Long> stats) {
        return stats.entrySet().stream()
                .filter(entry -> StatGroup.of(entry.getKey()) == StatGroup.NOT_CACHED)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
