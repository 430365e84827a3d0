package io.netfscache.cli;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.ClusterAdmin;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code cache}: takes caches of the nodes out of service and puts them back. */
@Command(
        name = "cache",
        description = "Takes a cache of the nodes out of service, or puts it back. 'netfs-cache caches' lists them.",
        footer = {
            "%nExamples:",
            "  netfs-cache cache withdraw ssd --node 4be1",
            "  netfs-cache cache resume ssd --node 4be1"
        },
        subcommands = {CacheCommand.Withdraw.class, CacheCommand.Resume.class})
final class CacheCommand implements Runnable {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "what to do is missing: withdraw or resume");
    }

    /** What the nodes have done, as JSON. */
    record Changed(String cache, List<CacheChange> nodes) {
        String table(String done) {
            Table table = new Table("node", "address", "cache", "state");
            nodes.forEach(node -> table.row(node.node(), node.address(), cache, node.done() ? done : "failed"));
            return table.toString();
        }
    }

    /** A change of one cache, on one node or on all. */
    abstract static class OfCache extends OperatorCommand {
        @Parameters(paramLabel = "NAME", description = "Name of the cache.")
        private String name = "";

        @Option(
                names = "--node",
                paramLabel = "ID",
                description =
                        "Only on this node: its node id, or the beginning of it. Default: on all that have the cache.")
        private @Nullable String node;

        abstract List<CacheChange> change(ClusterAdmin cluster, String cache, @Nullable String onNode)
                throws CacheException;

        /** State of a cache for which it is done. */
        abstract String done();

        @Override
        int ask(ClusterAdmin cluster) throws IOException {
            Changed changed = new Changed(name, change(cluster, name, node));
            output().print(changed, () -> changed.table(done()));
            List<CacheChange> failed =
                    changed.nodes().stream().filter(each -> !each.done()).toList();
            failed.forEach(each -> output().notice(
                            "netfs-cache: node " + each.node() + " at " + each.address() + ": " + each.problem()));
            return failed.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
        }
    }

    /** {@code cache withdraw NAME}. */
    @Command(
            name = "withdraw",
            description = {
                "Takes a cache out of service, such as to unmount its directory.",
                "From then on it is neither read nor written: programs go to the caches of other nodes, or to the origin. When the command ends with status 0, the node has no file of it open any more. The cache comes back with 'netfs-cache cache resume', or when its node is started again."
            },
            footer = {
                "%nExamples:",
                "  netfs-cache cache withdraw ssd --node 4be1 --servers 10.0.0.7:7440",
                "  netfs-cache cache withdraw default"
            })
    static final class Withdraw extends OfCache {
        @Override
        List<CacheChange> change(ClusterAdmin cluster, String cache, @Nullable String onNode) throws CacheException {
            return cluster.withdrawCache(cache, onNode);
        }

        @Override
        String done() {
            return "withdrawn";
        }
    }

    /** {@code cache resume NAME}. */
    @Command(
            name = "resume",
            description = {
                "Puts a cache back into service, with what it had.",
                "A directory that cannot be written and read is named, and that cache stays out of service. One that failed by itself comes back by itself, so this only saves some seconds."
            },
            footer = {
                "%nExamples:",
                "  netfs-cache cache resume ssd --node 4be1 --servers 10.0.0.7:7440",
                "  netfs-cache cache resume default"
            })
    static final class Resume extends OfCache {
        @Override
        List<CacheChange> change(ClusterAdmin cluster, String cache, @Nullable String onNode) throws CacheException {
            return cluster.resumeCache(cache, onNode);
        }

        @Override
        String done() {
            return "online";
        }
    }
}
