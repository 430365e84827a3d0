package io.netfscache.node;

import io.netfscache.protocol.Limits;
import java.io.IOException;
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
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    ClusterNode node(int index) {
        return nodes.get(index);
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
    }
}
