package io.netfscache.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheChange;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.FsCache;
import io.netfscache.chaos.FreePorts;
import io.netfscache.node.CacheConfig;
import io.netfscache.node.ClusterNode;
import io.netfscache.node.ConnectionLimits;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Three nodes in this JVM that form one cluster over real sockets, each behind a {@link Gate}, and the clients of the
 * test that runs. Chunks are small, so that small objects are spread.
 */
final class ContractCluster implements AutoCloseable {
    static final int NODES = 3;
    static final int CHUNK_BYTES = 1 << 20;
    /** A cache that each node has besides the default one; what a test withdraws of it, it resumes. */
    static final String SPARE_CACHE = "spare";
    /** Of all nodes. */
    static final int CACHES = 2 * NODES;
    /** A node, from its start until it serves; a client, until it has a session. */
    private static final Duration READY = Duration.ofSeconds(60);

    private static final int MAX_RECORDS = 1000;
    private static final AtomicInteger NAMES = new AtomicInteger();

    private final Firewall firewall = new Firewall();
    private final List<Gate> gates = new ArrayList<>();
    private final List<ClusterNode> nodes = new ArrayList<>();
    private final List<ContractClient> clients = new ArrayList<>();

    private ContractCluster() {}

    static ContractCluster start(Path folder) throws IOException, InterruptedException {
        ContractCluster cluster = new ContractCluster();
        boolean started = false;
        try {
            cluster.startNodes(folder);
            started = true;
        } finally {
            if (!started) {
                cluster.close();
            }
        }
        return cluster;
    }

    private void startNodes(Path folder) throws IOException, InterruptedException {
        List<Integer> memberPorts = FreePorts.find(NODES);
        List<String> join =
                memberPorts.stream().map(port -> "127.0.0.1:" + port).toList();
        for (int i = 0; i < NODES; i++) {
            Gate gate = new Gate(firewall);
            gates.add(gate);
            ClusterNode node = ClusterNode.start(config(folder.resolve("node-" + i), gate, memberPorts.get(i), join));
            nodes.add(node);
            gate.leadTo(node.dataAddress());
        }
        for (ClusterNode node : nodes) {
            assertThat(node.awaitReady(READY)).as(node.waitingFor()).isTrue();
            assertThat(node.memberCount()).isEqualTo(NODES);
        }
    }

    private static NodeConfig config(Path data, Gate gate, int memberPort, List<String> join) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        return new NodeConfig(
                data,
                any,
                gate.address(),
                any,
                new InetSocketAddress(InetAddress.getLoopbackAddress(), memberPort),
                join,
                "contract-" + join.get(0),
                NODES,
                CHUNK_BYTES,
                1,
                NodeConfig.DEFAULT_VOTERS,
                null,
                List.of(
                        CacheConfig.ofNode(data),
                        new CacheConfig(
                                SPARE_CACHE,
                                data.resolve(SPARE_CACHE),
                                StoreConfig.NO_LIMIT,
                                StoreLimits.DEFAULT_BSTOP_PERCENT)),
                StoreLimits.DEFAULT_OPEN_CHUNKS,
                ConnectionLimits.DEFAULTS);
    }

    Firewall firewall() {
        return firewall;
    }

    ClusterNode node(int index) {
        return nodes.get(index);
    }

    /** In front of {@link #node}. */
    Gate gate(int index) {
        return gates.get(index);
    }

    /** A client whose session node is that one; closed after the test. */
    ContractClient client(int sessionNode) throws InterruptedException {
        return client(sessionNode, ClientConfig.DEFAULT_LRU_DELAY);
    }

    /** As {@link #client(int)}, with a time after which a cookie that nobody uses gives its mark back. */
    ContractClient client(int sessionNode, Duration lruDelay) throws InterruptedException {
        String principal = "client-" + NAMES.incrementAndGet();
        FsCache cache =
                FsCache.connect(new ClientConfig(List.of(gate(sessionNode).address()), principal, "", lruDelay, 1));
        ContractClient client = new ContractClient(cache, principal);
        clients.add(client);
        assertThat(cache.awaitConnected(READY.toMillis()))
                .as("%s has a session", principal)
                .isTrue();
        return client;
    }

    /** What an operator uses; the caller closes it. */
    ClusterAdmin admin() throws IOException {
        return ClusterAdmin.connect(
                ClientConfig.of(gates.stream().map(Gate::address).toList()));
    }

    /** Takes the {@link #SPARE_CACHE} out of service on all nodes. */
    void withdrawSpareCache() throws IOException {
        try (ClusterAdmin admin = admin()) {
            assertThat(admin.withdrawCache(SPARE_CACHE, null)).hasSize(NODES).allMatch(CacheChange::done);
        }
    }

    /** Puts it back. */
    void resumeSpareCache() throws IOException {
        try (ClusterAdmin admin = admin()) {
            assertThat(admin.resumeCache(SPARE_CACHE, null)).hasSize(NODES).allMatch(CacheChange::done);
        }
    }

    /** What the cluster knows of an object. */
    CookieInfo record(String volumeKey, byte[] key) throws IOException {
        try (ClusterAdmin admin = admin()) {
            return admin.cookies(volumeKey, MAX_RECORDS).stream()
                    .filter(record -> record.key().equals(Bytes.of(key)))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("there is no record of the object"));
        }
    }

    /** The value of a command's {@code --servers}. */
    String serversOption() {
        return gates.stream()
                .map(gate -> "127.0.0.1:" + gate.address().getPort())
                .collect(Collectors.joining(","));
    }

    /** A key that no other test of this JVM has. */
    static String unusedKey(String prefix) {
        return prefix + "-" + NAMES.incrementAndGet();
    }

    /** After a test: everything passes again, its clients are gone. */
    void cleanUp() {
        firewall.open();
        clients.forEach(ContractClient::close);
        clients.clear();
    }

    @Override
    public void close() throws IOException {
        cleanUp();
        nodes.forEach(ClusterNode::close);
        for (Gate gate : gates) {
            gate.close();
        }
    }
}
