package io.netfscache.cli.chaos.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** Something that goes wrong. Immutable: what has been done about it is in the {@link Injection}. */
public sealed interface Fault {
    /** Of its kind, as in reports: {@code kill}, {@code cut-one-way} and so on. */
    String name();

    /** What it is done to: the name of a node or a client, or the sides of a partition. */
    String target();

    /** Does it. */
    Injection inject(LocalCluster cluster) throws IOException, InterruptedException;

    /** kill -9; mended by a start on the same data directory. */
    record Kill(String target) implements Fault {
        @Override
        public String name() {
            return "kill";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** SIGSTOP, mended by SIGCONT. */
    record Pause(String target) implements Fault {
        @Override
        public String name() {
            return "pause";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** A clean stop, mended by a start. */
    record Restart(String target) implements Fault {
        @Override
        public String name() {
            return "restart";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** Nothing gets from one node to the other nodes, or nothing from them to it. */
    record CutOneWay(String target, boolean outwards) implements Fault {
        @Override
        public String name() {
            return "cut-one-way";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** Nothing gets from one node to the other nodes or back. Clients reach it. */
    record CutTwoWay(String target) implements Fault {
        @Override
        public String name() {
            return "cut-two-way";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** Two or three groups of nodes; a client may be in one of them. */
    record Partition(List<Set<String>> sides) implements Fault {
        @Override
        public String name() {
            return "partition";
        }

        @Override
        public String target() {
            return sides.toString();
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** A client reaches no node. */
    record ClientCut(String target) implements Fault {
        @Override
        public String name() {
            return "client-cut";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** What goes from {@code from} to {@code to} is late. */
    record SlowLink(String from, String to, Duration delay, long bytesPerSecond) implements Fault {
        @Override
        public String name() {
            return "slow-link";
        }

        @Override
        public String target() {
            return from + " to " + to;
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** The disk of a node takes no bytes. Effective when a write has been refused: that takes somebody who reads. */
    record FullDisk(String target) implements Fault {
        @Override
        public String name() {
            return "full-disk";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }

    /** The clock of the day of a node jumps, and jumps back when it is mended. */
    record ClockOffset(String target, Duration offset) implements Fault {
        @Override
        public String name() {
            return "clock-offset";
        }

        @Override
        public Injection inject(LocalCluster cluster) throws IOException, InterruptedException {
            throw new UnsupportedOperationException("to come");
        }
    }
}
