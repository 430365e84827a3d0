package io.netfscache.cli.chaos.cluster;

import io.netfscache.cli.HostPort;
import io.netfscache.cli.Stopwatch;
import io.netfscache.cli.Wiring;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Nodes that form one cluster, each a process of its own on this machine, with a firewall between them and before them.
 * Linux only: each node has a loopback address of its own. One thread at a time.
 */
public final class LocalCluster implements AutoCloseable {
    /** The most nodes that one has. */
    public static final int MAX_NODES = ClusterLimits.MAX_NODES;

    /**
     * @param nodes 1 to {@link #MAX_NODES}
     * @param folder where data directories and logs ({@code node-1.log}) go; is made when missing, and stays
     * @param sabotage rules of coherence that all nodes break
     * @param chunkBytes size of a chunk, as {@code node --chunk-size}: small ones spread few files over many nodes
     * @param clock how the monotonic clocks of the nodes go
     */
    public record Options(int nodes, Path folder, Set<Sabotage> sabotage, int chunkBytes, NodeClock clock) {
        public Options {
            if (nodes < 1 || nodes > ClusterLimits.MAX_NODES) {
                throw new IllegalArgumentException(
                        "nodes: " + nodes + " is not between 1 and " + ClusterLimits.MAX_NODES);
            }
            sabotage = Set.copyOf(sabotage);
        }

        /** Nodes that keep all rules, with chunks of 1 MiB. */
        public static Options of(int nodes, Path folder) {
            return new Options(nodes, folder, Set.of(), 1 << 20, NodeClock.TRUE);
        }

        /** The same with rules that all nodes break. */
        public Options with(Set<Sabotage> broken) {
            return new Options(nodes, folder, broken, chunkBytes, clock);
        }
    }

    private final Loopback loopback;
    private final List<Seat> seats = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Firewall firewall;
    private final Thread end;
    private List<String> voters = List.of();

    /** One whose nodes do not run yet: {@link #begin} comes next. The caller closes it in any case. */
    public LocalCluster(Options options) throws IOException {
        Files.createDirectories(options.folder());
        loopback = Loopback.claim();
        firewall = new Firewall(new Seated(), Wiring.nanoClock());
        for (int i = 0; i < options.nodes(); i++) {
            seats.add(new Seat("node-" + (i + 1), loopback.of(i), loopback.port(i), options.folder()));
        }
        String join = seats.stream().map(Seat::joinAddress).collect(Collectors.joining(","));
        HttpClient http =
                HttpClient.newBuilder().connectTimeout(ClusterLimits.ADMIN).build();
        for (Seat seat : seats) {
            nodes.add(new Node(seat, arguments(seat, join, options), http));
        }
        // The end of standard input stops a node, but not one that is paused.
        end = Wiring.atShutdown("chaos-end", () -> nodes.forEach(Node::destroy));
    }

    private static List<String> arguments(Seat seat, String join, Options options) {
        List<String> arguments = new ArrayList<>(List.of(
                "chaos-node",
                "-v",
                "--json",
                "--data",
                seat.data().toString(),
                "--listen",
                HostPort.format(seat.ownData()),
                "--advertise",
                HostPort.format(seat.publicData()),
                "--admin",
                HostPort.format(seat.admin()),
                "--member",
                HostPort.format(seat.ownMember()),
                "--member-advertise",
                HostPort.format(seat.publicMember()),
                "--join",
                join,
                "--cluster-size",
                Integer.toString(options.nodes()),
                "--cluster-name",
                "chaos-" + seat.address().getHostAddress().replaceAll("[.][0-9]+$", ""),
                "--chunk-size",
                Integer.toString(options.chunkBytes()),
                "--clock",
                options.clock().name()));
        if (!options.sabotage().isEmpty()) {
            arguments.add("--sabotage");
            arguments.add(options.sabotage().stream().map(Sabotage::name).collect(Collectors.joining(",")));
        }
        return arguments;
    }

    /** Who calls, by what the nodes were given. */
    private final class Seated implements Callers {
        @Override
        public Optional<String> byAddress(InetAddress address) {
            return seats.stream()
                    .filter(seat -> seat.address().equals(address))
                    .map(Seat::name)
                    .findFirst();
        }

        @Override
        public Optional<String> byId(NodeId id) {
            return nodes.stream()
                    .filter(node -> node.id().filter(id.toString()::equals).isPresent())
                    .map(Node::name)
                    .findFirst();
        }

        @Override
        public boolean isNode(String name) {
            return names().contains(name);
        }
    }

    /**
     * Starts the nodes and waits until the cluster {@linkplain #isWhole is whole}, about 10 s. Once.
     *
     * @throws IOException when it is not whole in time; with the logs of the nodes
     * @throws IllegalStateException when it is {@linkplain #abort aborted} before all of them have been started
     */
    public void begin() throws IOException, InterruptedException {
        for (Seat seat : seats) {
            firewall.guardData(seat.name(), seat.ownData(), seat.publicData());
            firewall.guardMember(seat.name(), seat.ownMember(), seat.publicMember());
        }
        for (Node node : nodes) {
            node.start();
        }
        if (!awaitWhole(ClusterLimits.WHOLE)) {
            throw new IOException(
                    "the cluster is not whole after " + ClusterLimits.WHOLE.toSeconds() + " s\n" + describe());
        }
        voters = askVoters();
    }

    private List<String> askVoters() {
        Map<String, String> status = nodes.get(0).status().orElse(Map.of());
        return nodes.stream()
                .filter(node -> status.entrySet().stream()
                        .filter(entry -> entry.getKey().matches("voter[0-9]"))
                        .anyMatch(entry -> entry.getValue().startsWith(node.id().orElse("?"))))
                .map(Node::name)
                .toList();
    }

    /** In the order of their names: {@code node-1}, {@code node-2} and so on. */
    public List<Node> nodes() {
        return List.copyOf(nodes);
    }

    /** @throws IllegalArgumentException when there is none of that name */
    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("there is no node " + name));
    }

    /** Names of all nodes. */
    public Set<String> names() {
        return seats.stream().map(Seat::name).collect(Collectors.toUnmodifiableSet());
    }

    /** Names of those nodes that are voters, asked of the cluster when it was started; in order. */
    public List<String> voters() {
        return voters;
    }

    /** Where clients reach the nodes, through the firewall. Each client has to name itself with a principal of its own. */
    public List<InetSocketAddress> servers() {
        return nodes.stream().map(Node::server).toList();
    }

    public Firewall firewall() {
        return firewall;
    }

    /** Whether each node serves and sees all the others, and each voter votes. Asks each. */
    public boolean isWhole() {
        return nodes.stream().allMatch(node -> node.isRunning() && node.isWhole(nodes.size()));
    }

    /** Waits until the cluster is whole; whether it is. */
    public boolean awaitWhole(Duration atMost) throws InterruptedException {
        Stopwatch waiting = Wiring.stopwatch();
        boolean whole = isWhole();
        while (!whole && waiting.seconds() < atMost.toMillis() / 1000.0) {
            Wiring.pause(ClusterLimits.LOOK_AGAIN);
            whole = isWhole();
        }
        return whole;
    }

    /** Takes back whatever is broken: rules, pauses, full disks, clocks; starts nodes that do not run. Does not wait. */
    public void heal() throws IOException, InterruptedException {
        firewall.heal();
        for (Node node : nodes) {
            if (!node.isRunning()) {
                node.start();
                continue;
            }
            if (node.isPaused()) {
                node.resume();
            }
            node.fullDisk(false);
            node.clockOffset(Duration.ZERO);
        }
    }

    /** State and end of the log of each node: what is needed to understand a failure. */
    public String describe() {
        return nodes.stream()
                .map(node -> "--- " + node.name() + (node.isRunning() ? "" : ", ended")
                        + (node.isPaused() ? ", paused" : "") + ": "
                        + node.status().map(status -> status.get("health")).orElse("no answer") + "\n"
                        + node.logTail())
                .collect(Collectors.joining("\n"));
    }

    /** Ends all processes at once and waits for their ends. Any thread, also while another one works with the cluster. */
    public void abort() {
        nodes.forEach(Node::destroy);
        nodes.forEach(Node::awaitEnd);
    }

    /** Ends all processes, with kill -9, and waits for their ends: their folder may be deleted next. */
    @Override
    public void close() {
        abort();
        Wiring.notAtShutdown(end);
        firewall.close();
        loopback.close();
    }
}
