package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatsRequest;
import io.netfscache.protocol.StatusReport;
import io.netfscache.protocol.StatusRequest;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Real nodes, of which one loses its disk, is replaced as a voter, and at last too many are gone. */
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class VotersIT {
    private static final int SIZE = 4;
    private static final Duration LONG = Duration.ofSeconds(60);

    private final List<String> addresses = new ArrayList<>();
    private final List<ClusterNode> voters = new ArrayList<>();
    private Path folder;
    private ClusterNode follower;
    private ClusterNode lost;
    private ClusterNode fresh;

    @BeforeAll
    void start(@TempDir Path directory) throws Exception {
        folder = directory;
        for (int i = 0; i < SIZE; i++) {
            addresses.add("127.0.0.1:" + TestCluster.freePort());
        }
        List<ClusterNode> started = new ArrayList<>();
        for (int i = 0; i < SIZE; i++) {
            started.add(ClusterNode.start(TestCluster.config(folder.resolve("node" + i), addresses, i)));
        }
        for (ClusterNode node : started) {
            assertThat(node.awaitReady(LONG)).isTrue();
        }
        String votes = "votes";
        for (ClusterNode node : started) {
            if (status(node).get(votes).equals("yes")) {
                voters.add(node);
            } else {
                follower = node;
            }
        }
        lost = voters.get(2);
    }

    @AfterAll
    void stop() {
        voters.forEach(ClusterNode::close);
        follower.close();
        if (fresh != null) {
            fresh.close();
        }
    }

    private static Frame ask(ClusterNode node, Frame question) throws IOException {
        try (FrameClient client = new FrameClient(node.dataAddress())) {
            client.request(FrameClient.hello(Hello.Role.CLIENT, 77, false, Bytes.EMPTY));
            return client.request(question).frame();
        }
    }

    private static Map<String, String> status(ClusterNode node) throws IOException {
        return ((StatusReport) ask(node, new StatusRequest())).entries();
    }

    private static long lapses(ClusterNode node) throws IOException {
        return ((StatsReport) ask(node, new StatsRequest())).values().get("leaseLapses");
    }

    @Test
    @Order(1)
    void the_first_start_gives_all_nodes_one_cluster_and_three_of_them_a_vote() throws IOException {
        assertThat(voters).hasSize(3);
        Map<String, String> first = status(voters.get(0));
        for (ClusterNode node : List.of(voters.get(1), voters.get(2), follower)) {
            assertThat(status(node))
                    .containsEntry("clusterId", first.get("clusterId"))
                    .containsEntry("voterSetVersion", "1")
                    .containsEntry("quorum", "2 of 3 voters")
                    .containsEntry("lease", "held");
        }
        assertThat(first.get("voter1")).endsWith(": granted");
        Awaitility.await()
                .atMost(LONG)
                .until(() -> "healthy".equals(status(follower).get("health")));
    }

    @Test
    @Order(2)
    void a_node_of_another_cluster_is_refused_and_the_others_do_not_notice() throws Exception {
        Path foreign = folder.resolve("foreign");
        String elsewhere = "127.0.0.1:" + TestCluster.freePort();
        try (ClusterNode alone = ClusterNode.start(TestCluster.config(foreign, List.of(elsewhere), 0))) {
            assertThat(alone.awaitReady(LONG)).isTrue();
        }
        // Two clusters of one name: then the voters tell them apart.
        Files.delete(foreign.resolve("cluster-name"));
        long before = lapses(follower);

        List<String> five = new ArrayList<>(addresses);
        five.add(elsewhere);
        NodeConfig config = TestCluster.config(foreign, five, SIZE);
        try (ClusterNode stranger = ClusterNode.start(config)) {
            assertThatThrownBy(() -> stranger.awaitReady(LONG))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(status(follower).get("clusterId"))
                    .hasMessageContaining("empty data directory");
        }

        Awaitility.await().atMost(LONG).until(() -> follower.memberCount() == SIZE);
        assertThat(lapses(follower)).isEqualTo(before);
        assertThat(status(follower)).containsEntry("lease", "held").containsEntry("voterSetVersion", "1");
    }

    @Test
    @Order(3)
    void a_voter_that_has_lost_its_disk_is_shown_and_replaced() throws Exception {
        String lostId = lost.id().toString();
        lost.close();
        Awaitility.await()
                .atMost(LONG)
                .until(() -> status(follower).get("health").contains(lostId + " is lost"));
        assertThat(status(follower).get("health")).contains("replace-voter " + lostId + " " + follower.id());

        int place = -1;
        for (int i = 0; i < SIZE; i++) {
            place = isFree(i) ? i : place;
        }
        fresh = ClusterNode.start(TestCluster.config(folder.resolve("empty"), addresses, place));
        assertThat(fresh.awaitReady(LONG)).isTrue();
        assertThat(status(fresh)).containsEntry("votes", "no: not a voter");

        Frame answer = ask(
                follower, new ReplaceVoter(lostId.substring(0, 12), fresh.id().toString()));
        assertThat(answer).isInstanceOf(Voters.class);
        assertThat(((Voters) answer).voters()).contains(fresh.id()).doesNotContain(lost.id());

        for (ClusterNode node : List.of(voters.get(0), voters.get(1), follower, fresh)) {
            Awaitility.await().atMost(LONG).until(() -> {
                Map<String, String> status = status(node);
                return "2".equals(status.get("voterSetVersion"))
                        && "healthy".equals(status.get("health"))
                        && "held".equals(status.get("lease"));
            });
        }
        Awaitility.await().atMost(LONG).until(() -> "yes".equals(status(fresh).get("votes")));
    }

    /** Whether that member address is the one of the node that has gone. */
    private boolean isFree(int index) throws IOException {
        int port = Integer.parseInt(addresses.get(index).split(":", 2)[1]);
        try (java.net.ServerSocket socket =
                new java.net.ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (java.net.BindException taken) {
            return false;
        }
    }

    @Test
    @Order(4)
    void what_cannot_be_replaced_is_refused_with_the_reason() throws Exception {
        ErrorReply noVoter = (ErrorReply) ask(
                follower, new ReplaceVoter(lost.id().toString(), follower.id().toString()));
        assertThat(noVoter.message()).contains("is not a voter");

        ErrorReply noMember = (ErrorReply)
                ask(follower, new ReplaceVoter(fresh.id().toString(), lost.id().toString()));
        assertThat(noMember.message()).contains("is not a member");
    }

    @Test
    @Order(5)
    void with_two_of_three_voters_gone_there_is_no_quorum() throws Exception {
        voters.get(0).close();
        voters.get(1).close();
        Awaitility.await()
                .atMost(LONG)
                .until(() -> status(follower).get("health").contains("no quorum"));
        Awaitility.await()
                .atMost(LONG)
                .until(() -> "not held".equals(status(follower).get("lease")));

        ErrorReply refused = (ErrorReply) ask(
                follower,
                new ReplaceVoter(voters.get(0).id().toString(), follower.id().toString()));

        assertThat(refused.reason()).isEqualTo(Reason.NO_QUORUM);
        assertThat(refused.message()).contains("no quorum: 1 of the 3 voters answer");
    }
}
