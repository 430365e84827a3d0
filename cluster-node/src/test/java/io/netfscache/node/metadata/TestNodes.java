package io.netfscache.node.metadata;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.NodeConfig;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Rules;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;

/** Members on the loopback interface, with the settings of real nodes. */
final class TestNodes {
    static final String CLUSTER_NAME = "metadata-test";

    private TestNodes() {}

    static NodeConfig node(List<String> join, int clusterSize) {
        return node(join, clusterSize, 0);
    }

    static NodeConfig node(List<String> join, int clusterSize, int memberPort) {
        InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
        InetSocketAddress member = new InetSocketAddress(InetAddress.getLoopbackAddress(), memberPort);
        return new NodeConfig(
                Path.of("unused"),
                any,
                null,
                any,
                member,
                join,
                CLUSTER_NAME,
                clusterSize,
                Limits.DEFAULT_CHUNK_BYTES,
                3);
    }

    static Config settings(long id, List<String> join, int clusterSize) {
        InetSocketAddress data = InetSocketAddress.createUnresolved("node-" + id, 7000 + (int) id);
        return SessionMap.addTo(HazelcastSettings.of(node(join, clusterSize), new NodeId(0, id), data));
    }

    static HazelcastInstance start(long id, List<String> join, int clusterSize) {
        HazelcastInstance member = Hazelcast.newHazelcastInstance(settings(id, join, clusterSize));
        lease(member, new TestLease(), Rules.ALL);
        return member;
    }

    /** The member answers for its records while this lease is held. */
    static void lease(HazelcastInstance member, ServingLease lease, Rules rules) {
        new RecordOwner(lease, new HazelcastMembership(member), session -> {}, rules).answerOn(member);
    }

    /** What another member joins. */
    static String address(HazelcastInstance member) {
        InetSocketAddress address = member.getCluster().getLocalMember().getSocketAddress();
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }
}
