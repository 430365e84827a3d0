package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.FakeNode;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatsRequest;
import io.netfscache.protocol.StatusReport;
import io.netfscache.protocol.StatusRequest;
import io.netfscache.protocol.Voters;
import io.netfscache.protocol.WithdrawCache;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterAdminTest {
    private static InetSocketAddress nobody() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), socket.getLocalPort());
        }
    }

    @Test
    void an_operator_needs_no_lease_and_passes_over_servers_that_are_down() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            node.leaseMillis = 0;
            node.script = (link, id, frame) -> {
                if (frame instanceof StatusRequest) {
                    link.send(id, new StatusReport(Map.of("health", "no lease")), null);
                } else if (frame instanceof StatsRequest) {
                    link.send(id, new StatsReport(Map.of()), null);
                } else if (frame instanceof ReplaceVoter) {
                    link.send(id, new Voters(1, 2, List.of(new NodeId(0, 5))), null);
                } else {
                    return false;
                }
                return true;
            };
            try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(nobody(), node.address())))) {
                assertThat(admin.nodes()).singleElement().satisfies(report -> {
                    assertThat(report.reachable()).isTrue();
                    assertThat(report.status()).containsEntry("health", "no lease");
                });
                assertThat(admin.replaceVoter("a", "b")).containsExactly(new NodeId(0, 5).toString());
            }
        }
    }

    @Test
    void a_node_that_does_not_put_a_cache_back_or_does_not_answer_is_named_with_the_reason() throws Exception {
        try (FakeNode node = new FakeNode(1);
                FakeNode silent = new FakeNode(2)) {
            silent.close();
            node.view = List.of(node, silent);
            node.script = (link, id, frame) -> {
                if (frame instanceof WithdrawCache change) {
                    ErrorReply gone = new ErrorReply(ErrorCode.EIO, Reason.NONE, "/mnt/ssd is gone");
                    link.send(id, change.online() ? gone : new Ok(), null);
                    return true;
                }
                return false;
            };
            try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(node.address())))) {
                String id = node.member().id().toString();
                assertThat(admin.withdrawCache("default", null))
                        .extracting(CacheChange::node, CacheChange::done)
                        .containsExactlyInAnyOrder(
                                tuple(id, true), tuple(silent.member().id().toString(), false));
                assertThat(admin.resumeCache("default", id)).singleElement().satisfies(change -> {
                    assertThat(change.done()).isFalse();
                    assertThat(change.problem()).contains("EIO", "/mnt/ssd is gone");
                });
            }
        }
    }

    @Test
    void a_refusal_is_told_as_the_node_puts_it() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            node.script = (link, id, frame) -> {
                if (frame instanceof ReplaceVoter) {
                    link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "bring back a voter"), null);
                    return true;
                }
                return false;
            };
            try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(node.address())))) {
                assertThatThrownBy(() -> admin.replaceVoter("a", "b"))
                        .isInstanceOf(CacheException.class)
                        .hasMessageContaining("bring back a voter");
            }
        }
    }

    @Test
    void without_any_server_there_is_an_error() throws Exception {
        ClientConfig config = ClientConfig.of(List.of(nobody()));

        assertThatThrownBy(() -> ClusterAdmin.connect(config)).isInstanceOf(CacheException.class);
    }
}
