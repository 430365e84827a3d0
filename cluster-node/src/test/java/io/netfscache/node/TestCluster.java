package io.netfscache.node;

import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;

/** Real nodes in this JVM, over real sockets on loopback. */
final class TestCluster implements AutoCloseable {
    private static final int PORTS_OF_A_JVM = 5_000;
    private static final int FIRST_PORT = 12_000 + Integer.getInteger("netfs.fork", 0) % 4 * PORTS_OF_A_JVM;
    /** Another build on this machine, if there is one, begins elsewhere. */
    private static int nextPort = (int) (ProcessHandle.current().pid() * 97 % PORTS_OF_A_JVM);

    private final List<ClusterNode> nodes = new ArrayList<>();

    static TestCluster start(Path directory, int size) throws Exception {
        return start(directory, size, (config, index) -> config);
    }

    /** @param other what becomes of the usual configuration of the node of that index */
    static TestCluster start(Path directory, int size, BiFunction<NodeConfig, Integer, NodeConfig> other)
            throws Exception {
        TestCluster cluster = new TestCluster();
        List<String> members = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            members.add("127.0.0.1:" + freePort());
        }
        boolean started = false;
        try {
            for (int i = 0; i < size; i++) {
                cluster.nodes.add(ClusterNode.start(other.apply(config(directory.resolve("node" + i), members, i), i)));
            }
            for (ClusterNode node : cluster.nodes) {
                if (!node.awaitReady(Duration.ofSeconds(60)) || node.memberCount() != size) {
                    throw new IllegalStateException("node " + node.id() + " is not ready");
                }
            }
            started = true;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
        return cluster;
    }

    static NodeConfig config(Path data, List<String> members, int index) {
        int port = Integer.parseInt(members.get(index).split(":", 2)[1]);
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new NodeConfig(
                data,
                any,
                null,
                any,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                members,
                "test-" + members.get(0),
                members.size(),
                Limits.DEFAULT_CHUNK_BYTES,
                1);
    }

    static int freePort() throws IOException {
        return freePort("127.0.0.1");
    }

    /**
     * A port that nobody listens on, given once. It lies below those that systems give to whoever asks for any, and each JVM
     * with tests has its own: it stays free until the node that was told of it listens, and while that node is down.
     */
    static synchronized int freePort(String host) throws IOException {
        for (int tried = 0; tried < PORTS_OF_A_JVM; tried++) {
            int port = FIRST_PORT + nextPort++ % PORTS_OF_A_JVM;
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // By someone else on this machine: the next one.
            }
        }
        throw new IOException("no free port from " + FIRST_PORT + " on");
    }

    ClusterNode node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
    }
}
