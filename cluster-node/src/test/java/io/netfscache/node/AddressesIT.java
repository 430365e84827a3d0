package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.net.AddressText;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.VolumeAcquired;
import io.netfscache.protocol.Welcome;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Where nodes listen and how they are known. */
@Timeout(120)
class AddressesIT {
    @TempDir
    Path folder;

    private final List<ClusterNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(ClusterNode::close);
    }

    private void start(String listen, @Nullable String advertise, int... memberPorts) throws Exception {
        String known = advertise == null ? listen : advertise;
        List<String> join = new ArrayList<>();
        for (int port : memberPorts) {
            join.add(AddressText.of(known, port));
        }
        for (int i = 0; i < memberPorts.length; i++) {
            InetSocketAddress any = new InetSocketAddress(listen, 0);
            nodes.add(ClusterNode.start(new NodeConfig(
                    folder.resolve("node-" + i),
                    any,
                    advertise == null ? null : InetSocketAddress.createUnresolved(advertise, 0),
                    any,
                    new InetSocketAddress(listen, memberPorts[i]),
                    join,
                    "addresses-" + memberPorts[0],
                    memberPorts.length,
                    Limits.DEFAULT_CHUNK_BYTES,
                    1,
                    NodeConfig.DEFAULT_VOTERS,
                    null,
                    List.of(),
                    StoreLimits.DEFAULT_OPEN_CHUNKS,
                    ConnectionLimits.DEFAULTS)));
        }
        for (ClusterNode node : nodes) {
            assertThat(node.awaitReady(Duration.ofSeconds(60)))
                    .as(node.waitingFor())
                    .isTrue();
            assertThat(node.memberCount()).isEqualTo(memberPorts.length);
        }
    }

    private static FrameClient.Received answerToHello(FrameClient client) throws IOException {
        client.send(FrameClient.hello(Hello.Role.CLIENT, 2, true, Bytes.EMPTY));
        return client.receive();
    }

    /** The record of a new volume is written at its owner and on the backup. */
    private static void assertServes(InetSocketAddress address) throws IOException {
        try (FrameClient client = FrameClient.session(address, 7)) {
            assertThat(client.request(new AcquireVolume(new OperationId(1, 2), "v", "", Bytes.EMPTY))
                            .frame())
                    .isInstanceOf(VolumeAcquired.class);
        }
    }

    @Test
    void nodes_bound_to_all_interfaces_are_known_by_name() throws Exception {
        start("0.0.0.0", "localhost", TestCluster.freePort("0.0.0.0"), TestCluster.freePort("0.0.0.0"));

        ClusterNode node = nodes.get(0);
        assertThat(node.dataAddress().getAddress().isAnyLocalAddress()).isTrue();
        assertThat(AddressText.of(node.advertisedAddress()))
                .isEqualTo("localhost:" + node.dataAddress().getPort());
        for (ClusterNode each : nodes) {
            assertServes(new InetSocketAddress(
                    InetAddress.getLoopbackAddress(), each.dataAddress().getPort()));
        }
    }

    @Test
    void a_cluster_runs_on_ipv6_alone() throws Exception {
        start("::1", null, TestCluster.freePort("::1"), TestCluster.freePort("::1"));

        ClusterNode node = nodes.get(0);
        assertThat(AddressText.of(node.dataAddress())).startsWith("[::1]:");
        assertServes(node.dataAddress());
    }

    @Test
    void a_limit_that_is_changed_holds_for_the_connections_that_come_from_then_on() throws Exception {
        start("127.0.0.1", null, TestCluster.freePort("127.0.0.1"));
        ClusterNode node = nodes.get(0);
        try (FrameClient first = FrameClient.session(node.dataAddress(), 1)) {
            node.limit(new ConnectionLimits(1, 1, 1));

            try (FrameClient refused = new FrameClient(node.dataAddress())) {
                ErrorReply answer = (ErrorReply) answerToHello(refused).frame();
                assertThat(answer.reason()).isEqualTo(Reason.OVER_LIMIT);
            }
            node.limit(new ConnectionLimits(2, 1, 1));
            try (FrameClient second = new FrameClient(node.dataAddress())) {
                assertThat(answerToHello(second).frame()).isInstanceOf(Welcome.class);
            }
            assertThat(first.request(new AcquireVolume(new OperationId(1, 2), "v", "", Bytes.EMPTY))
                            .frame())
                    .isInstanceOf(VolumeAcquired.class);
        }
    }
}
