package io.netfscache.cli;

import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code status}: which nodes there are and how they are. */
@Command(
        name = "status",
        description = "Shows the nodes of the cluster and what each says of itself. Fails if one does not answer.",
        footer = {"%nExamples:", "  netfs-cache status", "  netfs-cache status --json --servers 10.0.0.7:7440"})
final class StatusCommand implements Callable<Integer> {
    @Mixin
    private ClientOptions client = new ClientOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    record NodeStatus(String node, String address, boolean reachable, Map<String, String> status) {}

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
            Table table = new Table("node", "address", "answers", "says");
            for (NodeStatus node : members) {
                List<String> says = new ArrayList<>();
                names.stream()
                        .filter(node.status()::containsKey)
                        .forEach(name -> says.add(name + "=" + node.status().get(name)));
                table.row(node.node(), node.address(), node.reachable() ? "yes" : "no", String.join(" ", says));
            }
            return table + System.lineSeparator() + reachable + " of " + nodes + " nodes answer";
        }
    }

    @Override
    public Integer call() throws InterruptedException {
        try (FsCache cache = client.connect()) {
            ClusterStatus status = ClusterStatus.of(cache.nodes());
            output.print(status, status::table);
            return status.reachable() == status.nodes() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }
}
