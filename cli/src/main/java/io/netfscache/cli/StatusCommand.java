package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code status}: which nodes there are and how they are. */
@Command(
        name = "status",
        description =
                "Shows the voters of the cluster, its nodes and what each says of itself: what is wrong, if anything,"
                        + " and what to do. Fails if a node does not answer.",
        footer = {"%nExamples:", "  netfs-cache status", "  netfs-cache status --json --servers 10.0.0.7:7440"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    /** What all nodes say alike, or what has a line of its own. */
    private static final Predicate<String> OF_THE_CLUSTER = Pattern.compile(
                    "clusterId|voterSetVersion|quorum|health|voter[0-9]")
            .asMatchPredicate();

    record NodeStatus(String node, String address, boolean reachable, Map<String, String> status) {
        private boolean knowsVoters() {
            return status.containsKey("clusterId");
        }

        private List<String> voters() {
            List<String> lines = new ArrayList<>();
            lines.add("cluster " + status.get("clusterId") + ", voter set " + status.get("voterSetVersion")
                    + ", quorum " + status.get("quorum"));
            status.forEach((name, value) -> {
                if (name.matches("voter[0-9]")) {
                    lines.add("  " + name + ": " + value);
                }
            });
            return lines;
        }

        private String health() {
            return node + ": " + status.getOrDefault("health", "does not say how it is");
        }
    }

    record ClusterStatus(int nodes, int reachable, List<NodeStatus> members) {
        static ClusterStatus of(List<NodeReport> reports) {
            List<NodeStatus> members = reports.stream()
                    .map(node -> new NodeStatus(
                            node.nodeId(), node.address(), node.reachable(), new TreeMap<>(node.status())))
                    .toList();
            int reachable = (int) members.stream().filter(NodeStatus::reachable).count();
            return new ClusterStatus(members.size(), reachable, members);
        }

        String table() {
            Set<String> names = new TreeSet<>();
            members.forEach(node -> names.addAll(node.status().keySet()));
            names.removeIf(OF_THE_CLUSTER);
            Table table = new Table("node", "address", "answers", "says");
            for (NodeStatus node : members) {
                List<String> says = new ArrayList<>();
                names.stream()
                        .filter(node.status()::containsKey)
                        .forEach(name -> says.add(name + "=" + node.status().get(name)));
                table.row(node.node(), node.address(), node.reachable() ? "yes" : "no", String.join(" ", says));
            }
            List<String> lines =
                    new ArrayList<>(List.of(table.toString(), reachable + " of " + nodes + " nodes answer"));
            members.stream().filter(NodeStatus::knowsVoters).findFirst().ifPresent(node -> lines.addAll(node.voters()));
            members.stream().filter(NodeStatus::reachable).forEach(node -> lines.add(node.health()));
            return String.join(System.lineSeparator(), lines);
        }
    }

    @Override
    public Integer call() {
        try (ClusterAdmin cluster = client.connectAsOperator()) {
            ClusterStatus status = ClusterStatus.of(cluster.nodes());
            output.print(status, status::table);
            return status.reachable() == status.nodes() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
