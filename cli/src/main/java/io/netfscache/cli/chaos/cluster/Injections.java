package io.netfscache.cli.chaos.cluster;

import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Supplier;

/** How each fault is done, observed and mended. */
final class Injections {
    /** Something that can fail as the nodes' processes can. */
    interface Mending {
        void mend() throws IOException, InterruptedException;
    }

    private Injections() {}

    /** One whose effect has been seen when {@code look} has something to say; until then, {@code otherwise} is all there is. */
    private static final class Watched implements Injection {
        private final Supplier<Optional<String>> look;
        private final String otherwise;
        private final Mending mending;
        private String observed = "";

        Watched(Supplier<Optional<String>> look, Mending mending) {
            this(look, "nothing has been seen of it", mending);
        }

        Watched(Supplier<Optional<String>> look, String otherwise, Mending mending) {
            this.look = look;
            this.otherwise = otherwise;
            this.mending = mending;
        }

        @Override
        public boolean effective() {
            if (observed.isEmpty()) {
                observed = look.get().orElse("");
            }
            return !observed.isEmpty();
        }

        @Override
        public String observed() {
            return observed.isEmpty() ? otherwise : observed;
        }

        @Override
        public void heal() throws IOException, InterruptedException {
            mending.mend();
        }
    }

    static Injection kill(Node node) throws InterruptedException {
        node.kill();
        return new Watched(
                () -> said(!node.isRunning() && refuses(node), "its process is gone and its data port refuses"),
                node::start);
    }

    static Injection pause(Node node) throws IOException, InterruptedException {
        node.pause();
        return new Watched(
                () -> said(
                        node.isPaused() && node.status().isEmpty(),
                        "its process is stopped and its admin port does not answer in time"),
                node::resume);
    }

    static Injection restart(Node node) throws IOException, InterruptedException {
        node.stop();
        return new Watched(
                () -> said(
                        !node.isRunning() && refuses(node) && node.wasStoppedCleanly(),
                        "it has ended, its store is marked as clean and its data port refuses"),
                node::start);
    }

    /** Effective when the firewall holds something that way and the node has lost its lease. */
    static Injection cutOff(LocalCluster cluster, Node node, Rule rule, BiPredicate<String, String> way) {
        return cut(cluster, rule, way, Set.of(node));
    }

    /** Effective when the firewall holds something between the sides and a node has lost its lease. */
    static Injection partition(LocalCluster cluster, Rule.Partition rule) {
        Firewall firewall = cluster.firewall();
        Traffic before = firewall.traffic(rule::cuts);
        firewall.add(rule);
        return cut(cluster, rule, rule::cuts, before, Set.copyOf(cluster.nodes()));
    }

    private static Injection cut(LocalCluster cluster, Rule rule, BiPredicate<String, String> way, Set<Node> losers) {
        Traffic before = cluster.firewall().traffic(way);
        cluster.firewall().add(rule);
        return cut(cluster, rule, way, before, losers);
    }

    private static Injection cut(
            LocalCluster cluster, Rule rule, BiPredicate<String, String> way, Traffic before, Set<Node> losers) {
        Firewall firewall = cluster.firewall();
        return new Watched(
                () -> {
                    Traffic since = firewall.traffic(way).minus(before);
                    if (!since.held()) {
                        return Optional.empty();
                    }
                    return losers.stream()
                            .filter(Node::saysThatItDoesNotServe)
                            .findFirst()
                            .map(node -> held(since) + ", and " + node.name() + " has lost its lease");
                },
                () -> firewall.lift(rule));
    }

    static Injection clientCut(Firewall firewall, String client) {
        return held(firewall, new Rule.Isolation(client), (from, to) -> from.equals(client));
    }

    static Injection dataCut(Firewall firewall, Rule.DataPartition rule) {
        return held(firewall, rule, rule::cuts);
    }

    /** Effective when the firewall has reset a connection. */
    static Injection rejection(Firewall firewall, Rule.Rejection rule) {
        return stopped(
                firewall,
                rule,
                rule::cuts,
                since -> said(since.heldConnections() > 0, since.heldConnections() + " connections have been reset"));
    }

    /** Effective when the firewall holds something that way. */
    private static Injection held(Firewall firewall, Rule rule, BiPredicate<String, String> way) {
        return stopped(firewall, rule, way, since -> said(since.held(), held(since)));
    }

    /** @param effect what is seen of it in the traffic that way since then */
    private static Injection stopped(
            Firewall firewall, Rule rule, BiPredicate<String, String> way, Function<Traffic, Optional<String>> effect) {
        Traffic before = firewall.traffic(way);
        firewall.add(rule);
        return new Watched(() -> effect.apply(firewall.traffic(way).minus(before)), () -> firewall.lift(rule));
    }

    static Injection slow(Firewall firewall, Fault.SlowLink link) {
        Traffic before = firewall.traffic(link.from(), link.to());
        Rule rule = firewall.slow(link.from(), link.to(), link.delay(), link.bytesPerSecond());
        return new Watched(
                () -> {
                    long late = firewall.traffic(link.from(), link.to())
                            .minus(before)
                            .delayedBytes();
                    return said(
                            late > 0,
                            late + " bytes have arrived " + link.delay().toMillis()
                                    + " ms or more after they were sent");
                },
                () -> firewall.lift(rule));
    }

    static Injection late(Firewall firewall, Fault.Late fault) {
        BiPredicate<String, String> way =
                (from, to) -> fault.from().contains(from) && fault.to().contains(to);
        Traffic before = firewall.traffic(way);
        List<Rule> rules = fault.from().stream()
                .flatMap(from ->
                        fault.to().stream().map(to -> firewall.slow(from, to, fault.delay(), fault.bytesPerSecond())))
                .toList();
        return new Watched(
                () -> {
                    long late = firewall.traffic(way).minus(before).delayedBytes();
                    return said(late > 0, late + " bytes have arrived late");
                },
                () -> rules.forEach(firewall::lift));
    }

    static Injection fullDisk(Node node) throws IOException {
        Rise refusals = Rise.of(node, "notCached.BELOW_BSTOP");
        node.fullDisk(true);
        return new Watched(
                () -> {
                    long refused = refusals.now();
                    return said(refused > 0, "it has refused " + refused + " writes because its disk is full");
                },
                refusals.isKnown() ? "it has refused no write" : refusals.unknown(),
                () -> {
                    if (node.isRunning()) {
                        node.fullDisk(false);
                    }
                });
    }

    static Injection clockOffset(Node node, Duration offset) throws IOException {
        Rise lapses = Rise.of(node, "leaseLapses");
        node.clockOffset(offset);
        return new Watched(
                () -> said(lapses.now() > 0, "its lease has ended when its clock jumped"),
                lapses.isKnown() ? "its lease has not ended" : lapses.unknown(),
                () -> {
                    if (node.isRunning()) {
                        node.clockOffset(Duration.ZERO);
                    }
                });
    }

    private static String held(Traffic traffic) {
        return traffic.heldBytes() + " bytes and " + traffic.heldConnections() + " connections are held";
    }

    private static Optional<String> said(boolean holds, String words) {
        return holds ? Optional.of(words) : Optional.empty();
    }

    /** Whether nobody listens on its data port. */
    private static boolean refuses(Node node) {
        try (Socket socket = new Socket()) {
            socket.connect(node.ownPort(), Math.toIntExact(ClusterLimits.CONNECT.toMillis()));
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
