package io.netfscache.cli.chaos.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Something that goes wrong. Immutable: what has been done about it is in the {@link Injection}. */
public sealed interface Fault {
    /** Of its kind, as in reports: {@code kill}, {@code cut-one-way} and so on. */
    default String name() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** What it is done to: the name of a node or a client, or the sides of a partition. */
    String target();

    /** Does it. */
    Injection inject(LocalCluster cluster) throws IOException, InterruptedException;

    /** kill -9; mended by a start on the same data directory. */
    record Kill(String target) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.kill(cluster.node(target));
        }
    }

    /** SIGSTOP, mended by SIGCONT. */
    record Pause(String target) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.pause(cluster.node(target));
        }
    }

    /** A clean stop, mended by a start. */
    record Restart(String target) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.restart(cluster.node(target));
        }
    }

    /** Nothing gets from one node to the other nodes, or nothing from them to it. */
    record CutOneWay(String target, boolean outwards) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            Set<String> others = others(cluster, target);
            Rule.Cut cut = outwards ? new Rule.Cut(Set.of(target), others) : new Rule.Cut(others, Set.of(target));
            return Injections.cutOff(cluster, cluster.node(target), cut, cut::cuts);
        }
    }

    /** Nothing gets from one node to the other nodes or back. Clients reach it. */
    record CutTwoWay(String target) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            Rule.Partition cut = new Rule.Partition(List.of(Set.of(target), others(cluster, target)));
            return Injections.cutOff(cluster, cluster.node(target), cut, cut::cuts);
        }
    }

    /** Two or three groups of nodes; a client may be in one of them. */
    record Partition(List<Set<String>> sides) implements Fault {
        @Override
        public String target() {
            return sides.stream()
                    .map(side -> String.join(" ", new TreeSet<>(side)))
                    .collect(Collectors.joining(" | "));
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.partition(cluster, new Rule.Partition(sides));
        }
    }

    /** Groups of nodes whose connections are reset, and new ones too: each is told at once that it has lost the others. */
    record Rejection(List<Set<String>> sides) implements Fault {
        @Override
        public String target() {
            return new Partition(sides).target();
        }

        @Override
        public Injection inject(LocalCluster cluster) {
            return Injections.rejection(cluster.firewall(), new Rule.Rejection(new Rule.Partition(sides)));
        }
    }

    /** Groups of nodes, and perhaps clients, that share records but hear no fence and no vote of each other. */
    record DataCut(List<Set<String>> sides) implements Fault {
        @Override
        public String target() {
            return new Partition(sides).target();
        }

        @Override
        public Injection inject(LocalCluster cluster) {
            return Injections.dataCut(cluster.firewall(), new Rule.DataPartition(new Rule.Partition(sides)));
        }
    }

    /** A client reaches no node. */
    record ClientCut(String target) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.clientCut(cluster.firewall(), target);
        }
    }

    /** What goes from {@code from} to {@code to} is late. */
    record SlowLink(String from, String to, Duration delay, long bytesPerSecond) implements Fault {
        @Override
        public String target() {
            return from + " to " + to;
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.slow(cluster.firewall(), this);
        }
    }

    /** What some endpoints, nodes or clients, send to others is late; {@code bytesPerSecond} is that of each connection. */
    record Late(Set<String> from, Set<String> to, Duration delay, long bytesPerSecond) implements Fault {
        public Late {
            from = Set.copyOf(from);
            to = Set.copyOf(to);
        }

        /** However much it is. */
        public Late(Set<String> from, Set<String> to, Duration delay) {
            this(from, to, delay, Long.MAX_VALUE);
        }

        @Override
        public String target() {
            return String.join(" ", new TreeSet<>(from)) + " to " + String.join(" ", new TreeSet<>(to));
        }

        @Override
        public Injection inject(LocalCluster cluster) {
            return Injections.late(cluster.firewall(), this);
        }
    }

    /** The disk of a node takes no bytes. Effective when a write has been refused: that takes somebody who reads. */
    record FullDisk(String target) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.fullDisk(cluster.node(target));
        }
    }

    /** The clock of the day of a node jumps, and jumps back when it is mended. */
    record ClockOffset(String target, Duration offset) implements Fault {
        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            return Injections.clockOffset(cluster.node(target), offset);
        }
    }

    private static Set<String> others(LocalCluster cluster, String node) {
        return cluster.names().stream().filter(name -> !name.equals(node)).collect(Collectors.toUnmodifiableSet());
    }
}
