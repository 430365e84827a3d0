package io.netfscache.cli;

import io.netfscache.cli.config.ConfigWatch;
import io.netfscache.cli.config.Configuration;
import io.netfscache.cli.config.ConfiguredCommandLine;
import io.netfscache.cli.config.ConfiguredCommandLine.Checked;
import io.netfscache.cli.config.Hangup;
import io.netfscache.cli.config.LogSettings;
import io.netfscache.cli.config.NodeSettings;
import io.netfscache.cli.config.Problem;
import io.netfscache.node.ClusterNode;
import io.netfscache.node.NodeConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code node}: runs a node until the process is told to stop. Its options are those settings that begin with {@code node}
 * or {@code limits} ({@link io.netfscache.cli.config.Settings}).
 */
@Command(
        name = "node",
        description =
                "Runs a node of the cluster. Prints one line when it is ready; SIGTERM or Ctrl-C stops it cleanly.",
        footer = {
            "%nExamples:",
            "  netfs-cache node --data /var/lib/netfs-cache",
            "  netfs-cache node --data /var/lib/netfs-cache --cluster-size 3 \\",
            "      --listen 10.0.0.7:7440 --member 10.0.0.7:7442 \\",
            "      --join 10.0.0.7:7442,10.0.0.8:7442,10.0.0.9:7442",
            "  netfs-cache node --data /var/lib/netfs-cache --cache ssd=/mnt/ssd \\",
            "      --cache disk=/mnt/disk:size=2T:bstop=10",
            "  netfs-cache node --data /var/lib/netfs-cache --advertise node-1:7440 \\",
            "      --listen [::]:7440 --member [::]:7442 --join node-1:7442,node-2:7442"
        })
public class NodeCommand implements Callable<Integer>, Checked {
    private static final Logger log = LoggerFactory.getLogger(NodeCommand.class);

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--stop-with-stdin",
            hidden = true,
            description =
                    "Stop when standard input ends, so that the process does not outlive the one that started it.")
    private boolean stopWithStdin;

    /** The line that says that a node is ready, as JSON. */
    public record Ready(String node, String data, String admin, String member, int members, int clusterSize) {
        String text() {
            return "netfs-cache node " + node + " ready: data " + data + ", admin " + admin + ", member " + member
                    + ", " + members + " of " + clusterSize + " nodes";
        }
    }

    @Override
    public List<Problem> problems(Configuration configuration) {
        List<Problem> problems = new ArrayList<>(configuration.problems());
        problems.addAll(NodeSettings.problems(configuration));
        return problems;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        NodeConfig config = config();
        StderrLogging.configure(LogSettings.of(ConfiguredCommandLine.of(spec)), true);
        try (ClusterNode node = start(config)) {
            // Closing twice is harmless; here it is what SIGTERM does.
            Wiring.atShutdown("netfs-cache-stop", node::close);
            if (stopWithStdin) {
                Wiring.daemon("netfs-cache-stdin", () -> stopAtEndOf(System.in));
            }
            followConfiguration(node);
            while (!node.awaitReady(CliLimits.READY_NOTICE)) {
                output.notice("netfs-cache node: " + node.waitingFor());
            }
            Ready ready = new Ready(
                    node.id().toString(),
                    HostPort.format(node.advertisedAddress()),
                    HostPort.format(node.adminAddress()),
                    HostPort.format(config.member()),
                    node.memberCount(),
                    config.clusterSize());
            output.print(ready, ready::text);
            node.awaitEnd();
        }
        return ExitCode.OK;
    }

    /** Starts what this command is to run. */
    protected ClusterNode start(NodeConfig config) throws IOException {
        return ClusterNode.start(config);
    }

    /** The configuration of the arguments that were parsed. */
    NodeConfig config() {
        return NodeSettings.config(ConfiguredCommandLine.of(spec));
    }

    private void followConfiguration(ClusterNode node) {
        List<Path> files = ConfiguredCommandLine.sources(spec).files();
        ConfigWatch watch = new ConfigWatch(
                files, () -> ConfiguredCommandLine.reload(spec), ConfiguredCommandLine.of(spec), changed -> {
                    StderrLogging.configure(LogSettings.of(changed), true);
                    node.limit(NodeSettings.limits(changed));
                });
        Optional<String> deaf = Hangup.runs(watch::reload);
        if (deaf.isPresent() && !files.isEmpty()) {
            log.atWarn()
                    .addKeyValue("files", files)
                    .log(
                            "{}: changes of the configuration are followed within {} s, and not sooner",
                            deaf.get(),
                            CliLimits.CONFIG_POLL.toSeconds());
        }
        Wiring.every(CliLimits.CONFIG_POLL, "netfs-cache-config", watch::poll);
    }

    private static void stopAtEndOf(InputStream in) {
        try {
            in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // As good as the end: nobody is there any more.
        }
        System.exit(ExitCode.OK);
    }
}
