package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.voters.VoterNetwork.SimNode;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How nodes found a cluster, come back to it, and are kept out of it. */
@Timeout(60)
class ClusterEntryTest {
    @TempDir
    private Path folder;

    private VoterNetwork network;

    @BeforeEach
    void network() {
        network = new VoterNetwork(folder, 1);
    }

    private List<SimNode> founded(int nodes) {
        List<SimNode> started = network.start(1, nodes);
        network.pass(VoterNetwork.entry());
        assertThat(started).allMatch(node -> node.admitted);
        return started;
    }

    @Test
    void nodes_that_start_together_found_one_cluster_and_vote_at_once() {
        List<SimNode> nodes = founded(4);

        VoterSet set = nodes.get(0).set();
        assertThat(set.version()).isEqualTo(1);
        assertThat(set.voters()).hasSize(3);
        assertThat(nodes).allMatch(node -> node.set().equals(set));
        assertThat(nodes).allMatch(node -> node.voter.votes() == set.contains(node.id));
    }

    @Test
    void too_few_nodes_found_nothing() {
        List<SimNode> two = network.start(1, 2);
        network.pass(Duration.ofMinutes(1));
        assertThat(two).noneMatch(node -> node.admitted);
        assertThat(two.get(0).entry.waitingFor()).contains("3 nodes; 2 are there");

        network.start(3);
        network.pass(VoterNetwork.entry());

        assertThat(network.members).allMatch(node -> node.admitted);
    }

    @Test
    void a_member_that_does_not_answer_may_belong_to_a_cluster_so_none_is_founded() {
        List<SimNode> nodes = network.start(1, 4);
        nodes.get(3).freeze();
        network.pass(Duration.ofSeconds(20));
        assertThat(network.members).noneMatch(node -> node.admitted);

        nodes.get(3).stop();
        network.pass(VoterNetwork.entry());

        assertThat(network.members).hasSize(3).allMatch(node -> node.admitted);
    }

    @Test
    void a_later_node_learns_the_set_even_if_nothing_else_remembers_it() {
        List<SimNode> nodes = founded(3);
        network.agreed = null;

        SimNode later = network.start(4);
        network.pass(VoterNetwork.entry());

        assertThat(later.set()).isEqualTo(nodes.get(0).set());
        assertThat(network.agreed).isNull();
    }

    @Test
    void a_voter_that_starts_again_is_silent_at_first() {
        SimNode voter = founded(3).get(0);
        VoterSet set = voter.set();
        voter.stop();

        SimNode again = network.start(1);
        network.pass(VoterNetwork.entry());

        assertThat(again.admitted).isTrue();
        assertThat(again.set()).isEqualTo(set);
        assertThat(again.voter.votes()).isFalse();
        network.pass(VoterNetwork.silence());
        assertThat(again.voter.votes()).isTrue();
    }

    @Test
    void a_voter_that_has_lost_its_file_but_not_its_id_is_silent_too() throws IOException {
        SimNode voter = founded(3).get(0);
        voter.stop();
        Files.delete(voter.directory.resolve("voters"));

        SimNode again = network.start(1);
        network.pass(VoterNetwork.entry());

        assertThat(again.admitted).isTrue();
        assertThat(again.voter.votes()).isFalse();
    }

    @Test
    void a_whole_cluster_starts_again_with_its_old_voters() {
        VoterSet set = founded(3).get(0).set();
        List.copyOf(network.members).forEach(SimNode::stop);
        network.agreed = null;

        network.start(1, 4);
        network.pass(VoterNetwork.entry());

        assertThat(network.members)
                .hasSize(4)
                .allMatch(node -> node.admitted && node.set().equals(set));
    }

    @Test
    void a_node_that_was_away_takes_over_what_has_been_decided_meanwhile() {
        List<SimNode> nodes = founded(3);
        SimNode fourth = network.start(4);
        network.pass(VoterNetwork.entry());
        nodes.get(2).stop();
        nodes.get(0).replace(nodes.get(2), fourth);
        network.pass(VoterNetwork.entry());

        SimNode again = network.start(3);
        network.pass(VoterNetwork.entry());

        assertThat(again.set().version()).isEqualTo(2);
        assertThat(again.set()).isEqualTo(fourth.set());
        assertThat(again.set().contains(again.id)).isFalse();
    }

    private Path strange() throws IOException {
        Path directory = Files.createDirectory(folder.resolve("strange"));
        new VoterSetFile(directory).write(new VoterSet(0xabc, 1, List.of(network.start(9, directory).id)));
        network.members.get(network.members.size() - 1).stop();
        return directory;
    }

    @Test
    void a_node_of_another_cluster_is_refused_and_the_others_go_on() throws IOException {
        List<SimNode> nodes = founded(3);

        SimNode stranger = network.start(9, strange());
        network.pass(VoterNetwork.entry());

        String ours = "%016x".formatted(nodes.get(0).set().clusterId());
        assertThat(stranger.admitted).isFalse();
        assertThat(stranger.refusal).contains("cluster 0000000000000abc", ours, "host-1", "empty data directory");
        assertThat(nodes).allMatch(node -> node.up && node.refusal == null && node.voter.votes());
    }

    @Test
    void a_node_of_another_cluster_that_was_there_first_gives_way_to_the_many() throws IOException {
        founded(3);
        List.copyOf(network.members).forEach(SimNode::stop);

        SimNode stranger = network.start(9, strange());
        network.start(1, 3);
        network.pass(Duration.ofSeconds(10));

        assertThat(stranger.refusal).isNotNull();
        assertThat(network.members).hasSize(3).allMatch(node -> node.admitted);
    }

    @Test
    void of_two_that_belong_to_different_clusters_the_later_one_goes() throws IOException {
        network.founders = 1;
        SimNode first = founded(2).get(0);
        network.members.get(1).stop();

        SimNode stranger = network.start(9, strange());
        network.pass(Duration.ofSeconds(5));
        assertThat(stranger.refusal).isNull();
        network.pass(Duration.ofSeconds(10));

        assertThat(stranger.admitted).isFalse();
        assertThat(stranger.refusal).isNotNull();
        assertThat(first.up).isTrue();
    }

    @Test
    void when_two_clusters_become_one_those_who_came_later_leave() throws IOException {
        SimNode first = founded(3).get(0);
        VoterNetwork other = new VoterNetwork(folder.resolve("other"), 2);
        SimNode strange = other.start(11, 13).get(0);
        other.pass(VoterNetwork.entry());
        Voters theirs = VoterRegister.frame(strange.set());

        assertThat(Admission.merged(first.set(), first.members(), java.util.Map.of(network.members.get(2).id, theirs)))
                .isEmpty();
        SimNode last = network.members.get(2);
        assertThat(Admission.merged(last.set(), last.members(), java.util.Map.of(first.id, theirs)))
                .isPresent();
    }

    @Test
    void a_copy_of_a_data_directory_is_refused() {
        SimNode node = founded(3).get(0);

        SimNode copy = network.start(1, node.directory);
        network.pass(Duration.ofSeconds(15));
        assertThat(copy.refusal).isNull();
        network.pass(Duration.ofSeconds(10));

        assertThat(copy.admitted).isFalse();
        assertThat(copy.refusal).contains("host-1", node.id.toString(), "copied");
        assertThat(node.voter.votes()).isTrue();
    }

    @Test
    void a_node_that_comes_back_before_its_death_was_noticed_waits_for_that() {
        SimNode node = founded(3).get(0);
        node.freeze();

        SimNode again = network.start(1);
        network.pass(Duration.ofSeconds(5));
        assertThat(again.admitted).isFalse();
        node.stop();
        network.pass(Duration.ofSeconds(10));

        assertThat(again.admitted).isTrue();
    }
}
