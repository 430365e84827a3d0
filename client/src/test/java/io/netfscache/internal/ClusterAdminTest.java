package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.FakeNode;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.HoldingsReport.Holding;
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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
    void an_object_that_clients_use_is_not_culled_and_their_number_is_told() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            List<Cull> culls = new CopyOnWriteArrayList<>();
            AtomicInteger users = new AtomicInteger(2);
            node.script = (link, id, frame) -> {
                if (frame instanceof Holdings asked) {
                    assertThat(asked.objects())
                            .containsExactly(new Holdings.ObjectName("volume", Bytes.of(new byte[] {7})));
                    link.send(id, new HoldingsReport(List.of(new Holding(users.get(), true))), null);
                } else if (frame instanceof Cull cull) {
                    culls.add(cull);
                    link.send(id, new Ok(), null);
                } else {
                    return false;
                }
                return true;
            };
            try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(node.address())))) {
                CacheException busy =
                        catchThrowableOfType(CacheException.class, () -> admin.cull("volume", new byte[] {7}));
                assertThat(busy.code()).isEqualTo(ErrorCode.EBUSY);
                assertThat(busy).hasMessageContaining("2 clients use the object");
                assertThat(culls).isEmpty();

                users.set(0);
                assertThat(admin.cull("volume", new byte[] {7})).singleElement().satisfies(holding -> {
                    assertThat(holding.reachable()).isTrue();
                    assertThat(holding.stored()).isTrue();
                });
                assertThat(culls).containsExactly(new Cull("volume", Bytes.of(new byte[] {7})));
            }
        }
    }

    @Test
    void an_object_that_a_client_comes_to_use_while_it_is_culled_is_busy() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            node.script = (link, id, frame) -> {
                if (frame instanceof Holdings) {
                    link.send(id, new HoldingsReport(List.of(new Holding(0, true))), null);
                } else if (frame instanceof Cull) {
                    link.send(id, new ErrorReply(ErrorCode.EBUSY, Reason.NONE, "used by 1 clients"), null);
                } else {
                    return false;
                }
                return true;
            };
            try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(node.address())))) {
                assertThatThrownBy(() -> admin.cull("volume", new byte[] {7}))
                        .hasMessageContaining("EBUSY")
                        .hasMessageContaining(Integer.toString(node.address().getPort()));
            }
        }
    }

    @Test
    void keys_that_no_object_has_are_the_callers_mistake_and_a_node_that_fails_is_not_reachable() throws Exception {
        try (FakeNode node = new FakeNode(1)) {
            node.script = (link, id, frame) -> {
                if (frame instanceof Holdings asked) {
                    boolean wrong = asked.objects().get(0).volumeKey().equals("../x");
                    ErrorCode code = wrong ? ErrorCode.EINVAL : ErrorCode.ENOBUFS;
                    Reason reason = wrong ? Reason.MALFORMED : Reason.OVER_LIMIT;
                    link.send(id, new ErrorReply(code, reason, "not so"), null);
                    return true;
                }
                return false;
            };
            try (ClusterAdmin admin = ClusterAdmin.connect(ClientConfig.of(List.of(node.address())))) {
                assertThatThrownBy(() -> admin.inUse("../x", new byte[] {7})).hasMessageContaining("EINVAL");
                assertThat(admin.inUse("volume", new byte[] {7}))
                        .singleElement()
                        .satisfies(holding -> assertThat(holding.reachable()).isFalse());
                assertThat(admin.cull("volume", new byte[] {7}))
                        .singleElement()
                        .satisfies(holding -> assertThat(holding.reachable()).isFalse());
            }
        }
    }

    @Test
    void without_any_server_there_is_an_error() throws Exception {
        ClientConfig config = ClientConfig.of(List.of(nobody()));

        assertThatThrownBy(() -> ClusterAdmin.connect(config)).isInstanceOf(CacheException.class);
    }
}
