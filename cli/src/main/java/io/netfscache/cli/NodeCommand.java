package io.netfscache.cli;

import io.netfscache.node.ClusterNode;
import io.netfscache.node.NodeConfig;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code node}: runs a node until the process is told to stop. */
@Command(
        name = "node",
        description =
                "Runs a node of the cluster. Prints one line when it is ready; SIGTERM or Ctrl-C stops it cleanly.",
        footer = {
            "%nExamples:",
            "  netfs-cache node --data /var/lib/netfs-cache",
            "  netfs-cache node --data /var/lib/netfs-cache --listen 10.0.0.7:7440 \\",
            "      --member 10.0.0.7:7442 --cluster-size 3 \\",
            "      --join 10.0.0.7:7442,10.0.0.8:7442,10.0.0.9:7442"
        })
public final class NodeCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--data",
            required = true,
            paramLabel = "DIR",
            description =
                    "Where the node keeps its id and what it caches; made when missing, used by one node at a time.")
    private Path data = Path.of("");

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:" + NodeConfig.DEFAULT_DATA_PORT,
            description = "Data port: clients and other nodes connect here. Default: ${DEFAULT-VALUE}.")
    private @Nullable InetSocketAddress listen;

    @Option(
            names = "--advertise",
            paramLabel = "ADDRESS",
            description = "The data port as others reach it. Default: what --listen says.")
    private @Nullable InetSocketAddress advertise;

    @Option(
            names = "--admin",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:" + NodeConfig.DEFAULT_ADMIN_PORT,
            description = "Health and figures over HTTP. Default: ${DEFAULT-VALUE}.")
    private @Nullable InetSocketAddress admin;

    @Option(
            names = "--member",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1:" + NodeConfig.DEFAULT_MEMBER_PORT,
            description = "Hazelcast between the nodes; not for clients. Default: ${DEFAULT-VALUE}.")
    private @Nullable InetSocketAddress member;

    @Option(
            names = "--join",
            split = ",",
            paramLabel = "ADDRESS",
            description = "The --member addresses of all nodes. Default: a cluster of this node alone.")
    private List<HostPort> join = List.of();

    @Option(
            names = "--cluster-size",
            paramLabel = "N",
            description = "How many nodes the cluster is meant to have; more than half of them must see each other."
                    + " Default: as many as --join names, or 1.")
    private int clusterSize;

    @Option(
            names = "--voters",
            paramLabel = "N",
            description =
                    "How many voters a new cluster gets: 1, 3 or 5, chosen when it is first started; more than half of"
                            + " them must be up. Default: 3, or 1 with fewer than 3 nodes.")
    private int voters = NodeConfig.DEFAULT_VOTERS;

    @Option(
            names = "--cluster-name",
            paramLabel = "NAME",
            defaultValue = "netfs-cache",
            description = "Nodes of another name are not joined. Default: ${DEFAULT-VALUE}.")
    private String clusterName = "";

    @Option(
            names = "--chunk-size",
            paramLabel = "SIZE",
            defaultValue = "64M",
            description = "Unit of placement, the same on all nodes; a multiple of 1M. Default: ${DEFAULT-VALUE}.")
    private ByteSize chunkSize = new ByteSize(Limits.DEFAULT_CHUNK_BYTES);

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
    public Integer call() throws IOException, InterruptedException {
        NodeConfig config = config();
        try (ClusterNode node = ClusterNode.start(config)) {
            // Closing twice is harmless; here it is what SIGTERM does.
            Wiring.atShutdown("netfs-cache-stop", node::close);
            if (stopWithStdin) {
                Wiring.daemon("netfs-cache-stdin", () -> stopAtEndOf(System.in));
            }
            while (!node.awaitReady(CliLimits.READY_NOTICE)) {
                output.notice("netfs-cache node: " + node.waitingFor());
            }
            Ready ready = new Ready(
                    node.id().toString(),
                    HostPort.format(node.dataAddress()),
                    HostPort.format(node.adminAddress()),
                    HostPort.format(config.member()),
                    node.memberCount(),
                    config.clusterSize());
            output.print(ready, ready::text);
            node.awaitEnd();
        }
        return ExitCode.OK;
    }

    /** The configuration that the options describe. */
    NodeConfig config() {
        if (chunkSize.bytes() > Limits.MAX_CHUNK_BYTES) {
            throw wrong("--chunk-size: " + chunkSize + " is more than " + new ByteSize(Limits.MAX_CHUNK_BYTES));
        }
        boolean sizeGiven = spec.commandLine().getParseResult().hasMatchedOption("--cluster-size");
        try {
            return new NodeConfig(
                    data,
                    given(listen, "--listen"),
                    advertise,
                    given(admin, "--admin"),
                    given(member, "--member"),
                    join.stream().map(HostPort::toString).toList(),
                    clusterName,
                    sizeGiven ? clusterSize : Math.max(1, join.size()),
                    (int) chunkSize.bytes(),
                    1,
                    voters);
        } catch (IllegalArgumentException e) {
            throw wrong(String.valueOf(e.getMessage()));
        }
    }

    private InetSocketAddress given(@Nullable InetSocketAddress address, String option) {
        if (address == null) {
            throw wrong(option + ": is missing");
        }
        return address;
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
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
