package io.netfscache.cli;

import io.netfscache.CacheInfo;
import io.netfscache.NodeReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How a cluster is, as it is printed.
 *
 * @param problems what is wrong, where, and what to do; empty when it is healthy
 * @param nodes of the view
 * @param reachable of them, those that answer
 * @param caches of the nodes that answer
 */
record ClusterStatus(
        boolean healthy,
        List<String> problems,
        int nodes,
        int reachable,
        List<NodeStatus> members,
        List<CacheInfo> caches) {
    /** What a node says of itself, and of what it counts the figures that tell how busy it is. */
    record NodeStatus(
            String node,
            String address,
            boolean reachable,
            Map<String, String> status,
            long sessions,
            long connections) {
        static NodeStatus of(NodeReport node) {
            return new NodeStatus(
                    node.nodeId(),
                    node.address(),
                    node.reachable(),
                    new TreeMap<>(node.status()),
                    node.stats().getOrDefault("sessions", 0L),
                    node.stats().getOrDefault("connections", 0L));
        }

        String says(String name, String otherwise) {
            return status.getOrDefault(name, otherwise);
        }

        boolean isWell() {
            return reachable && says("health", "").equals("healthy");
        }

        private String upTime() {
            String seconds = says("uptimeSeconds", "");
            return seconds.matches("[0-9]{1,15}") ? Durations.text(Duration.ofSeconds(Long.parseLong(seconds))) : "-";
        }
    }

    static ClusterStatus of(List<NodeReport> reports, List<CacheInfo> caches) {
        List<NodeStatus> members = reports.stream().map(NodeStatus::of).toList();
        int reachable = (int) members.stream().filter(NodeStatus::reachable).count();
        List<String> problems = Problems.of(members, caches);
        return new ClusterStatus(problems.isEmpty(), problems, members.size(), reachable, members, caches);
    }

    /** On one screen, unless {@code all} nodes are to be listed. */
    String text(boolean all) {
        List<String> lines = new ArrayList<>();
        lines.add(verdict());
        members.stream()
                .filter(node -> node.status().containsKey("clusterId"))
                .findFirst()
                .ifPresent(node -> {
                    lines.add("");
                    lines.addAll(voters(node));
                });
        lines.add("");
        lines.add(nodeTable(all));
        if (!problems.isEmpty()) {
            lines.add("");
            lines.add("What to do:");
            problems.forEach(problem -> lines.add("- " + Printable.text(problem)));
        }
        return String.join(System.lineSeparator(), lines);
    }

    private String verdict() {
        if (healthy) {
            return "healthy: " + reachable + " of " + nodes + " nodes serve";
        }
        String first = problems.get(0);
        int end = first.indexOf(": ");
        String why = end < 0 ? first : first.substring(0, end);
        return "NOT healthy: " + why + (problems.size() == 1 ? "" : ", and " + (problems.size() - 1) + " more") + "; "
                + reachable + " of " + nodes + " nodes answer";
    }

    private static List<String> voters(NodeStatus node) {
        List<String> lines = new ArrayList<>();
        lines.add("cluster " + node.says("clusterId", "?") + ", voter set " + node.says("voterSetVersion", "?")
                + ", quorum " + node.says("quorum", "?"));
        node.status().forEach((name, value) -> {
            if (name.matches("voter[0-9]")) {
                lines.add("  " + name + ": " + value);
            }
        });
        return lines;
    }

    private String nodeTable(boolean all) {
        Table table = new Table("node", "address", "lease", "up", "clients", "connections", "holds", "disk free");
        List<NodeStatus> shown = shown(all);
        for (NodeStatus node : shown) {
            if (node.reachable()) {
                table.row(
                        shortId(node.node()),
                        node.address(),
                        node.says("lease", "?"),
                        node.upTime(),
                        node.sessions(),
                        node.connections(),
                        holds(node),
                        free(node));
            } else {
                table.row("-", node.address(), "no answer", "-", "-", "-", "-", "-");
            }
        }
        int more = members.size() - shown.size();
        return more == 0 ? table.toString() : table + "%nand %d more; --all lists them".formatted(more);
    }

    /** Those with problems first when not all are. */
    private List<NodeStatus> shown(boolean all) {
        if (all || members.size() <= CliLimits.LISTED_NODES) {
            return members;
        }
        return members.stream()
                .sorted(Comparator.comparing(NodeStatus::isWell))
                .limit(CliLimits.LISTED_NODES)
                .toList();
    }

    private static String shortId(String id) {
        return id.length() > 8 ? id.substring(0, 8) : id;
    }

    private List<CacheInfo> cachesOf(NodeStatus node) {
        return caches.stream().filter(cache -> cache.node().equals(node.node())).toList();
    }

    private String holds(NodeStatus node) {
        List<CacheInfo> own = cachesOf(node);
        return own.isEmpty()
                ? "-"
                : ByteSize.format(
                        own.stream().mapToLong(CacheInfo::presentBytes).sum());
    }

    /** Of the fullest disk; what is out of service has none. */
    private String free(NodeStatus node) {
        return cachesOf(node).stream()
                .filter(cache -> cache.diskBytes() > 0)
                .min(Comparator.comparingDouble(Problems::freePercent))
                .map(cache ->
                        "%.0f%%".formatted(Problems.freePercent(cache)) + " of " + ByteSize.format(cache.diskBytes()))
                .orElse("-");
    }
}
