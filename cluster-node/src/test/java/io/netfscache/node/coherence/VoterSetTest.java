package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.protocol.NodeId;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VoterSetTest {
    private static final NodeId A = new NodeId(1, 1);
    private static final NodeId B = new NodeId(2, 2);
    private static final NodeId C = new NodeId(3, 3);
    private static final NodeId D = new NodeId(4, 4);

    @Test
    void a_quorum_is_more_than_half() {
        assertThat(new VoterSet(9, 1, List.of(A)).quorum()).isEqualTo(1);
        assertThat(new VoterSet(9, 1, List.of(A, B, C)).quorum()).isEqualTo(2);
        assertThat(new VoterSet(9, 1, List.of(A, B, C, D, new NodeId(5, 5))).quorum())
                .isEqualTo(3);
    }

    @Test
    void by_default_there_are_three_voters_or_one() {
        assertThat(List.of(1, 2, 3, 4, 5, 100))
                .extracting(VoterSet::defaultVoters)
                .containsExactly(1, 1, 3, 3, 3, 3);
    }

    @Test
    void a_replacement_takes_the_place_of_the_lost_voter_in_the_next_version() {
        VoterSet set = new VoterSet(9, 4, List.of(A, B, C));

        assertThat(set.replaced(B, D)).isEqualTo(new VoterSet(9, 5, List.of(A, D, C)));
    }

    @Test
    void a_set_without_a_clear_majority_is_refused() {
        assertThatThrownBy(() -> new VoterSet(9, 1, List.of(A, B))).hasMessageContaining("1, 3 or 5 voters, not 2");
        assertThatThrownBy(() -> new VoterSet(9, 1, List.of())).hasMessageContaining("not 0");
        assertThatThrownBy(() -> new VoterSet(9, 1, List.of(A, B, A))).hasMessageContaining("named twice");
        assertThatThrownBy(() -> new VoterSet(9, 0, List.of(A))).hasMessageContaining("version");
    }
}
