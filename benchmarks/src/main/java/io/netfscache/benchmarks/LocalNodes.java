package io.netfscache.benchmarks;

import io.netfscache.node.ClusterNode;
import io.netfscache.node.NodeConfig;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A cluster of nodes in this JVM, over real sockets on the loopback address. */
final class LocalNodes implements AutoCloseable {
    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();
    private static final Duration READY = Duration.ofSeconds(60);

    private final ConcurrentLinkedQueue<ClusterNode> nodes = new ConcurrentLinkedQueue<>();

    /** Blocks until all are ready. */
    static LocalNodes start(int count, Path data) throws IOException, InterruptedException {
        LocalNodes cluster = new LocalNodes();
        CompletableFuture.allOf(configs(count, data, "benchmark").stream()
                        .map(config -> CompletableFuture.runAsync(() -> cluster.add(config)))
                        .toArray(CompletableFuture[]::new))
                .join();
        for (ClusterNode node : cluster.nodes) {
            if (!node.awaitReady(READY)) {
                throw new IOException("node " + node.id() + " is not ready within " + READY);
            }
        }
        return cluster;
    }

    /** How the nodes of a cluster run. */
    static List<NodeConfig> configs(int count, Path data, String name) throws IOException {
        List<Integer> ports = Ports.free(count);
        List<String> join = ports.stream().map(port -> "127.0.0.1:" + port).toList();
        InetSocketAddress any = new InetSocketAddress(LOOPBACK, 0);
        List<NodeConfig> configs = new ArrayList<>();
        for (int port : ports) {
            configs.add(new NodeConfig(
                    data.resolve(name + "-" + port),
                    any,
                    null,
                    any,
                    new InetSocketAddress(LOOPBACK, port),
                    join,
                    name + "-" + ports.get(0),
                    count,
                    Limits.DEFAULT_CHUNK_BYTES,
                    1));
        }
        return configs;
    }

    private void add(NodeConfig config) {
        try {
            nodes.add(ClusterNode.start(config));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<InetSocketAddress> dataAddresses() {
        return nodes.stream().map(ClusterNode::dataAddress).toList();
    }

    @Override
    public void close() {
        nodes.forEach(ClusterNode::close);
    }
}
