package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.voters.VoterNetwork.SimNode;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class VoterRegisterTest {
    @TempDir
    private Path folder;

    private SimNode node;
    private VoterSet first;

    @BeforeEach
    void foundedCluster() {
        VoterNetwork network = new VoterNetwork(folder, 3);
        node = network.start(1, 3).get(0);
        network.pass(VoterNetwork.entry());
        first = node.set();
    }

    private boolean learn(VoterSet set) throws IOException {
        return node.service.register().learn(VoterRegister.frame(set));
    }

    @Test
    void a_newer_set_of_the_same_cluster_is_kept_and_in_force() throws IOException {
        VoterSet second = first.replaced(first.voters().get(1), new NodeId(9, 9));

        assertThat(learn(second)).isTrue();

        assertThat(node.set()).isEqualTo(second);
        assertThat(new VoterSetFile(node.directory).read()).isEqualTo(second);
        assertThat(node.voter.votes()).isTrue();
    }

    @Test
    void an_older_set_or_one_of_another_cluster_changes_nothing() throws IOException {
        assertThat(learn(first)).isFalse();
        assertThat(learn(new VoterSet(first.clusterId() + 1, 7, first.voters())))
                .isFalse();
        assertThat(node.service.register().learn(Voters.NONE)).isFalse();

        assertThat(node.set()).isEqualTo(first);
    }

    @Test
    void a_voter_that_has_missed_a_set_is_silent_because_another_may_have_voted_in_its_place() throws IOException {
        VoterSet without = first.replaced(node.id, new NodeId(9, 9));
        VoterSet again = without.replaced(first.voters().get(1), node.id);

        assertThat(learn(again)).isTrue();

        assertThat(node.set().contains(node.id)).isTrue();
        assertThat(node.voter.votes()).isFalse();
    }
}
