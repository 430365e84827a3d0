package io.netfscache.chaos;

import static org.awaitility.Awaitility.await;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Nodes that form one cluster, each in a process of its own. Chunks are small so that small files are spread. */
public final class ProcessCluster implements AutoCloseable {
    static final int CHUNK_BYTES = 1 << 20;

    private final List<NodeProcess> nodes;
    private final List<String> joinOptions;

    private ProcessCluster(List<NodeProcess> nodes, List<String> joinOptions) {
        this.nodes = nodes;
        this.joinOptions = joinOptions;
    }

    /** Starts {@code size} nodes with directories below {@code folder} and waits until all see each other. */
    static ProcessCluster start(int size, Path folder) throws IOException, InterruptedException {
        return start(size, folder, address -> address);
    }

    /** Whatever stands before a node. */
    interface Advertised {
        /** The address that everybody is told instead of that of the data port. */
        InetSocketAddress of(InetSocketAddress data) throws IOException;
    }

    /** As {@link #start(int, Path)}, with other addresses in the view; {@link #servers()} are still the nodes' own. */
    static ProcessCluster start(int size, Path folder, Advertised advertised) throws IOException, InterruptedException {
        List<Integer> ports = FreePorts.find(2 * size);
        List<Integer> memberPorts = ports.subList(size, 2 * size);
        String join = memberPorts.stream().map(port -> "127.0.0.1:" + port).collect(Collectors.joining(","));
        List<String> joinOptions = List.of(
                "--join", join,
                "--cluster-size", "" + size,
                "--cluster-name", "chaos-" + ports.get(0),
                "--chunk-size", "" + CHUNK_BYTES);
        List<NodeProcess> nodes = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            List<String> arguments = new ArrayList<>(List.of("--admin", "0", "--member", "" + memberPorts.get(i)));
            arguments.addAll(joinOptions);
            InetSocketAddress data = new InetSocketAddress(InetAddress.getLoopbackAddress(), ports.get(i));
            arguments.addAll(
                    List.of("--advertise", "127.0.0.1:" + advertised.of(data).getPort()));
            nodes.add(new NodeProcess("node-" + (i + 1), folder, ports.get(i), arguments));
        }
        ProcessCluster cluster = new ProcessCluster(nodes, joinOptions);
        cluster.heal();
        return cluster;
    }

    /** Brings every node back: the paused go on, the ended start again on their directories. */
    public void heal() throws IOException, InterruptedException {
        for (NodeProcess node : nodes) {
            if (node.isRunning() && node.isPaused()) {
                node.resume();
            }
            if (!node.isRunning()) {
                node.start();
            }
        }
        nodes.forEach(NodeProcess::awaitReady);
        awaitMembers(nodes.size());
    }

    /** The options of {@code node} that make one more node join. */
    List<String> joinOptions() {
        return joinOptions;
    }

    List<NodeProcess> nodes() {
        return nodes;
    }

    public NodeProcess node(int index) {
        return nodes.get(index);
    }

    NodeProcess byId(String id) {
        return nodes.stream()
                .filter(node -> node.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no node " + id));
    }

    public List<InetSocketAddress> servers() {
        return nodes.stream().map(NodeProcess::dataAddress).toList();
    }

    /** The value of {@code --servers}. */
    String serversOption() {
        return servers().stream()
                .map(address -> "127.0.0.1:" + address.getPort())
                .collect(Collectors.joining(","));
    }

    /** Waits until each node that runs says that the cluster has that many members and that it may serve. */
    public void awaitMembers(int count) throws InterruptedException {
        try (FsCache cache = FsCache.connect(ClientConfig.of(servers()))) {
            await(count + " nodes agree that they are the members")
                    .atMost(Waits.SETTLED)
                    .until(() -> {
                        List<NodeReport> reports = cache.nodes();
                        return reports.size() == count && reports.stream().allMatch(node -> isSettled(node, count));
                    });
        }
    }

    private static boolean isSettled(NodeReport node, int count) {
        return node.reachable()
                && node.status().getOrDefault("members", "").startsWith(count + " of ")
                && "held".equals(node.status().get("lease"));
    }

    /** A figure of one node now. */
    long stat(NodeProcess node, String name) throws InterruptedException {
        try (FsCache cache = FsCache.connect(ClientConfig.of(servers()))) {
            cache.awaitConnected(Waits.CONNECTED.toMillis());
            return cache.nodes().stream()
                    .filter(report -> report.nodeId().equals(node.id()))
                    .map(report -> report.stats().getOrDefault(name, 0L))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(node.name() + " does not answer"));
        }
    }

    /** What is needed to understand a failure. */
    String describe() {
        return nodes.stream()
                .map(node -> "--- " + node.name() + (node.isRunning() ? "" : ", ended") + "\n" + node.logTail())
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        nodes.forEach(NodeProcess::destroy);
    }
}
