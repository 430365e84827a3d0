package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.RenewAck.Verdict;
import io.netfscache.protocol.View;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VoterStatusTest {
    private static final NodeId A = new NodeId(1, 1);
    private static final NodeId B = new NodeId(2, 2);
    private static final NodeId C = new NodeId(3, 3);
    private static final NodeId D = new NodeId(4, 4);
    private static final VoterSet SET = new VoterSet(0xc1, 2, List.of(A, B, C));
    private static final Map<NodeId, Verdict> GRANTED =
            Map.of(A, Verdict.GRANTED, B, Verdict.GRANTED, C, Verdict.SILENT);

    private static VoterStatus status(long leaseMillis, NodeId... members) {
        return new VoterStatus(A, SET, "", view(members), GRANTED, leaseMillis, 3, true, false);
    }

    private static List<View.Member> view(NodeId... members) {
        return Stream.of(members)
                .map(id -> new View.Member(id, "host", (int) id.low(), 1))
                .toList();
    }

    @Test
    void it_names_the_cluster_each_voter_and_the_lease() {
        assertThat(status(700, A, B, C).entries())
                .containsEntry("clusterId", "00000000000000c1")
                .containsEntry("voterSetVersion", "2")
                .containsEntry("quorum", "2 of 3 voters")
                .containsEntry("voter1", A + " host:1: granted")
                .containsEntry("voter3", C + " host:3: " + Verdict.SILENT.text())
                .containsEntry("lease", "held")
                .containsEntry("leaseMillis", "700")
                .containsEntry("epoch", "3")
                .containsEntry("votes", "yes")
                .containsEntry("health", "healthy");
    }

    @Test
    void a_voter_that_is_a_member_and_grants_nothing_is_silent() {
        assertThat(status(700, A, B, C).silence()).contains("voter " + C + ": " + Verdict.SILENT.text());
        assertThat(status(700, A, B).silence()).isEmpty();
        assertThat(new VoterStatus(A, SET, "", view(A, B), Map.of(), 0, 0, true, false).silence())
                .contains("voter " + A + ": no answer yet");
        assertThat(new VoterStatus(A, null, "others are missing", view(A), Map.of(), 0, 0, false, false).silence())
                .contains("others are missing");
    }

    @Test
    void a_lost_voter_is_named_with_the_command_that_replaces_it() {
        assertThat(status(700, A, B).entries())
                .containsEntry("voter3", C + " not a member: lost")
                .hasEntrySatisfying(
                        "health", health -> assertThat(health).contains(C + " is lost", "replace-voter " + C + " NEW"));
        assertThat(status(700, A, B, D).entries())
                .hasEntrySatisfying("health", health -> assertThat(health).contains("replace-voter " + C + " " + D));
    }

    @Test
    void without_a_quorum_it_says_which_voters_to_bring_back() {
        assertThat(status(0, A, D).entries())
                .containsEntry("lease", "not held")
                .hasEntrySatisfying(
                        "health",
                        health -> assertThat(health).contains("no quorum: 1 of 3 voters", B.toString(), C.toString()));
    }

    @Test
    void without_a_lease_it_says_what_the_voters_answered() {
        assertThat(status(0, A, B, C).entries())
                .hasEntrySatisfying("health", health -> assertThat(health).contains("no lease", Verdict.SILENT.text()));
    }

    @Test
    void a_node_that_knows_no_voters_says_what_it_waits_for() {
        VoterStatus status = new VoterStatus(A, null, "others are missing", view(A), Map.of(), 0, 0, false, false);

        assertThat(status.entries())
                .containsEntry("health", "not serving: others are missing")
                .doesNotContainKey("clusterId");
    }

    @Test
    void a_node_that_does_not_vote_says_why() {
        assertThat(new VoterStatus(D, SET, "", view(A, B, C, D), GRANTED, 1, 1, false, false).entries())
                .containsEntry("votes", "no: not a voter");
        assertThat(new VoterStatus(A, SET, "", view(A, B, C, D), GRANTED, 1, 1, false, true).entries())
                .hasEntrySatisfying("votes", votes -> assertThat(votes).contains("waits for the decision"))
                .hasEntrySatisfying("health", health -> assertThat(health).contains("not decided yet"));
    }
}
