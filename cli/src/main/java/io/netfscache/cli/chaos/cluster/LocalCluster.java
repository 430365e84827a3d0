package io.netfscache.cli.chaos.cluster;

import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Nodes that form one cluster, each a process of its own on this machine, with a firewall between them and before them.
 * Linux only: each node has a loopback address of its own. One thread at a time.
 */
public final class LocalCluster implements AutoCloseable {
    /**
     * @param nodes 1 to 9
     * @param folder where data directories and logs ({@code node-1.log}) go; is made when missing, and stays
     * @param sabotage rules of coherence that all nodes break
     * @param chunkBytes size of a chunk, as {@code node --chunk-size}: small ones spread few files over many nodes
     */
    public record Options(int nodes, Path folder, Set<Sabotage> sabotage, int chunkBytes) {
        public Options {
            if (nodes < 1 || nodes > 9) {
                throw new IllegalArgumentException("nodes: " + nodes + " is not between 1 and 9");
            }
            sabotage = Set.copyOf(sabotage);
        }

        /** Nodes that keep all rules, with chunks of 1 MiB. */
        public static Options of(int nodes, Path folder) {
            return new Options(nodes, folder, Set.of(), 1 << 20);
        }

        /** The same with rules that all nodes break. */
        public Options with(Set<Sabotage> broken) {
            return new Options(nodes, folder, broken, chunkBytes);
        }
    }

    /**
     * Starts the nodes and waits until the cluster {@linkplain #isWhole is whole}, about 10 s.
     *
     * @throws IOException when it is not whole in time; with the logs of the nodes
     */
    public static LocalCluster start(Options options) throws IOException, InterruptedException {
        throw new UnsupportedOperationException("to come: " + options);
    }

    /** In the order of their names: {@code node-1}, {@code node-2} and so on. */
    public List<Node> nodes() {
        throw new UnsupportedOperationException("to come");
    }

    /** @throws IllegalArgumentException when there is none of that name */
    public Node node(String name) {
        throw new UnsupportedOperationException("to come: " + name);
    }

    /** Names of all nodes. */
    public Set<String> names() {
        throw new UnsupportedOperationException("to come");
    }

    /** Names of those nodes that are voters, asked of the cluster when it was started; in order. */
    public List<String> voters() {
        throw new UnsupportedOperationException("to come");
    }

    /** Where clients reach the nodes, through the firewall. Each client has to name itself with a principal of its own. */
    public List<InetSocketAddress> servers() {
        throw new UnsupportedOperationException("to come");
    }

    public Firewall firewall() {
        throw new UnsupportedOperationException("to come");
    }

    /** Whether each node serves and sees all the others. Asks each. */
    public boolean isWhole() {
        throw new UnsupportedOperationException("to come");
    }

    /** Waits until the cluster is whole; whether it is. */
    public boolean awaitWhole(Duration atMost) throws InterruptedException {
        throw new UnsupportedOperationException("to come: " + atMost);
    }

    /** Takes back whatever is broken: rules, pauses, full disks, clocks; starts nodes that do not run. Does not wait. */
    public void heal() throws IOException, InterruptedException {
        throw new UnsupportedOperationException("to come");
    }

    /** State and end of the log of each node: what is needed to understand a failure. */
    public String describe() {
        throw new UnsupportedOperationException("to come");
    }

    /** Ends all processes, with kill -9. */
    @Override
    public void close() {}
}
