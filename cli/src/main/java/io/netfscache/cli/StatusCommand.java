package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Option;

/** {@code status}: whether the cluster is well. */
@Command(
        name = "status",
        description = {
            "Says whether the cluster is healthy, and if not, why and what to do.",
            "Shows the voters, and the nodes with their leases, clients and disks. Fails when it is not healthy."
        },
        footer = {
            "%nExamples:",
            "  netfs-cache status",
            "  netfs-cache status --json --servers 10.0.0.7:7440 | jq -r .problems[]"
        })
final class StatusCommand extends OperatorCommand {
    @Option(
            names = "--all",
            description = "List all nodes, also when they do not fit on one screen: more than " + CliLimits.LISTED_NODES
                    + ".")
    private boolean all;

    @Override
    int ask(ClusterAdmin cluster) throws IOException {
        ClusterStatus status = ClusterStatus.of(cluster.nodes(), cluster.caches());
        output().print(status, () -> status.text(all));
        return status.healthy() ? ExitCode.OK : ExitCode.SOFTWARE;
    }
}
