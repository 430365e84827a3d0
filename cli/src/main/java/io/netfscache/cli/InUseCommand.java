package io.netfscache.cli;

import io.netfscache.ClusterAdmin;
import io.netfscache.ObjectHolding;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;

/** {@code inuse URL}: whether any client uses a file. */
@Command(
        name = "inuse",
        description = {
            "Tells whether any client uses a file now, and through which nodes.",
            "A client uses a file from its first open until 10 s after its last close. Changes nothing."
        },
        exitCodeList = {
            "0:in use",
            "1:not in use; or failed: what and why is on standard error",
            "2:wrong usage",
            "130:interrupted by Ctrl-C",
            "141:nobody reads the output any more"
        },
        footer = {
            "%nExamples:",
            "  netfs-cache inuse http://files.example.com/images/base.qcow2",
            "  netfs-cache inuse --json /mnt/export/sky.exr | jq .users"
        })
final class InUseCommand extends FileCommand {
    private static final int NOT_IN_USE = 1;

    @Mixin
    private OutputOptions output = new OutputOptions();

    /** Sessions of clients, in total and at each node that answers. */
    record InUse(String url, boolean inUse, int users, List<ObjectHolding> nodes) {
        static InUse of(String url, List<ObjectHolding> nodes) {
            int users = nodes.stream().mapToInt(ObjectHolding::users).sum();
            return new InUse(url, users > 0, users, nodes);
        }

        private String text() {
            if (!inUse) {
                return Printable.text(url) + ": not in use";
            }
            Table table = new Table("node", "users", "stored");
            nodes.stream()
                    .filter(ObjectHolding::reachable)
                    .forEach(node -> table.row(node.address(), node.users(), node.stored() ? "yes" : "no"));
            String clients = users == 1 ? "1 client" : users + " clients";
            return Printable.text(url) + ": used by " + clients + System.lineSeparator() + System.lineSeparator()
                    + table;
        }
    }

    @Override
    int run(OriginPath at) throws IOException {
        try (ClusterAdmin cluster = client().connectAsOperator()) {
            return tell(at, cluster);
        }
    }

    /** Asks and prints; a node that does not answer is named. */
    int tell(OriginPath at, ClusterAdmin cluster) throws IOException {
        InUse found = InUse.of(url(), cluster.inUse(at.origin().volumeKey(), ObjectKeys.of(at)));
        output.print(found, found::text);
        found.nodes().stream()
                .filter(node -> !node.reachable())
                .forEach(node -> output.notice(
                        "netfs-cache inuse: node " + node.address() + " does not answer; its clients are not counted"));
        return found.inUse() ? ExitCode.OK : NOT_IN_USE;
    }
}
