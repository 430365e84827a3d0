package io.netfscache.node.voters;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.voters.VoterNetwork.SimNode;
import io.netfscache.protocol.Accept;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Voters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Three voters, two followers, and changes that are interrupted wherever it hurts. */
@Timeout(120)
class ReplaceVoterTest {
    private static final Duration SOON = Duration.ofMillis(200);
    /** A voter that waits for a decision has seen to it by then. */
    private static final Duration FINISHED = Duration.ofSeconds(12);

    @TempDir
    private Path folder;

    private VoterNetwork network;
    private SimNode a;
    private SimNode b;
    private SimNode c;
    private SimNode d;
    private SimNode e;
    private VoterSet first;

    @BeforeEach
    void cluster() {
        network = new VoterNetwork(folder, 1);
        found();
    }

    private void found() {
        List<SimNode> nodes = network.start(1, 5);
        network.pass(VoterNetwork.entry());
        a = nodes.get(0);
        b = nodes.get(1);
        c = nodes.get(2);
        d = nodes.get(3);
        e = nodes.get(4);
        first = a.set();
        assertThat(first.voters()).containsExactly(a.id, b.id, c.id);
    }

    private static NodeException failure(CompletionStage<Voters> answer) {
        try {
            throw new AssertionError(
                    "not refused: " + answer.toCompletableFuture().getNow(Voters.NONE));
        } catch (CompletionException refused) {
            return (NodeException) refused.getCause();
        }
    }

    private NodeException refusal(CompletionStage<Voters> answer) {
        network.pass(Duration.ofSeconds(8));
        return failure(answer);
    }

    private void assertAllKnow(VoterSet set) {
        assertThat(network.members)
                .filteredOn(node -> node.up)
                .allMatch(node -> node.set().equals(set));
    }

    @Test
    void a_lost_voter_is_replaced_and_the_new_one_is_silent_at_first() {
        c.stop();

        CompletionStage<Voters> answer = d.replace(c, e);
        network.pass(SOON);

        VoterSet second = first.replaced(c.id, e.id);
        assertThat(answer.toCompletableFuture().join()).isEqualTo(VoterRegister.frame(second));
        assertAllKnow(second);
        assertThat(a.voter.votes()).isTrue();
        assertThat(b.voter.votes()).isTrue();
        assertThat(e.voter.votes()).isFalse();
        network.pass(VoterNetwork.silence());
        assertThat(e.voter.votes()).isTrue();
    }

    @Test
    void beginnings_of_ids_are_enough_when_they_are_unique() {
        String lost = c.id.toString().substring(0, 16);

        assertThat(refusal(a.replace("0", "00")).getMessage()).contains("more than one");
        assertThat(refusal(a.replace(lost, "")).getMessage()).contains("not a member");
    }

    @Test
    void what_cannot_be_done_is_refused_with_what_to_do() {
        assertThat(refusal(a.replace(d, e)))
                .satisfies(refused -> assertThat(refused.code()).isEqualTo(ErrorCode.EINVAL))
                .hasMessageContaining("not a voter")
                .hasMessageContaining(c.id.toString());
        assertThat(refusal(a.replace(c, b))).hasMessageContaining("is a voter already");
        e.stop();
        assertThat(refusal(a.replace(c, e))).hasMessageContaining("is not a member");
        assertAllKnow(first);
    }

    @Test
    void without_a_quorum_of_the_present_voters_nothing_changes() {
        b.stop();
        c.freeze();

        NodeException refused = refusal(a.replace(b, d));

        assertThat(refused.reason()).isEqualTo(Reason.NO_QUORUM);
        assertThat(refused.getMessage()).contains("no quorum", "1 of the 3 voters", b.id.toString(), c.id.toString());
        assertAllKnow(first);
        assertThat(a.voter.votes()).isTrue();
    }

    @Test
    void the_next_change_waits_for_voters_that_lag_behind() {
        network.loss = (from, to, frame) -> from == b || to == b;
        CompletionStage<Voters> done = d.replace(c, e);
        network.pass(Duration.ofSeconds(8));
        assertThat(failure(done).getMessage()).contains(b.id.toString(), "stop it");

        network.loss = (from, to, frame) -> false;
        CompletionStage<Voters> again = d.replace(c, e);
        network.pass(SOON);

        assertThat(again.toCompletableFuture().join().version()).isEqualTo(2);
    }

    /** Lets only so many acceptances through, then the coordinator dies. */
    private void dieAfterAccepts(SimNode coordinator, int accepts) {
        AtomicInteger left = new AtomicInteger(accepts);
        network.loss = (from, to, frame) ->
                from == coordinator && (frame instanceof Accept ? left.getAndDecrement() <= 0 : isDecision(frame));
        coordinator.replace(c, e);
        network.pass(SOON);
        coordinator.stop();
        network.loss = (from, to, frame) -> false;
    }

    private static boolean isDecision(Frame frame) {
        return frame instanceof Voters voters && voters.version() > 1;
    }

    @Test
    void one_acceptance_of_a_dead_coordinator_is_carried_to_its_end() {
        dieAfterAccepts(d, 1);
        assertThat(List.of(a, b, c)).filteredOn(node -> node.voter.votes()).hasSize(2);
        assertThat(List.of(a, b, c))
                .filteredOn(node -> node.service.awaitsDecision())
                .hasSize(1);

        network.pass(FINISHED);

        assertAllKnow(first.replaced(c.id, e.id));
        assertThat(a.voter.votes() && b.voter.votes() && e.voter.votes()).isTrue();
    }

    @Test
    void a_decision_that_only_a_dead_coordinator_knew_is_found_again() {
        dieAfterAccepts(d, 3);
        assertThat(List.of(a, b, c)).noneMatch(node -> node.voter.votes());
        assertAllKnow(first);

        network.pass(FINISHED);

        assertAllKnow(first.replaced(c.id, e.id));
    }

    @Test
    void an_acceptance_outlives_a_restart_and_keeps_the_voter_from_answering() {
        dieAfterAccepts(d, 1);
        SimNode accepted = List.of(a, b, c).stream()
                .filter(node -> node.service.awaitsDecision())
                .findFirst()
                .orElseThrow();
        network.loss = (from, to, frame) -> from.id.equals(accepted.id) && !(frame instanceof Voters);
        accepted.stop();

        SimNode again = network.start((int) accepted.id.low());
        network.pass(VoterNetwork.silence());
        assertThat(again.service.awaitsDecision()).isTrue();
        assertThat(again.voter.votes()).isFalse();

        network.loss = (from, to, frame) -> false;
        network.pass(FINISHED);
        assertAllKnow(first.replaced(c.id, e.id));
    }

    @Test
    void of_two_coordinators_one_wins_and_the_other_says_so() {
        CompletionStage<Voters> one = a.replace(c, d);
        CompletionStage<Voters> other = b.replace(c, e);

        network.pass(FINISHED);

        VoterSet set = a.set();
        assertAllKnow(set);
        assertThat(set.version()).isEqualTo(2);
        boolean oneWon = set.contains(d.id);
        assertThat((oneWon ? one : other).toCompletableFuture().join()).isEqualTo(VoterRegister.frame(set));
        assertThat(failure(oneWon ? other : one).code()).isEqualTo(ErrorCode.EBUSY);
    }

    @Test
    void a_voter_that_missed_its_own_replacement_is_told_when_it_is_back() {
        network.loss = (from, to, frame) -> from == c || to == c;
        c.freeze();
        network.members.remove(c);
        d.replace(c, e);
        network.pass(SOON);
        network.loss = (from, to, frame) -> false;
        c.up = true;
        network.members.add(c);
        assertThat(c.set()).isEqualTo(first);

        c.service.askNewer(a.id);
        network.pass(SOON);

        assertAllKnow(first.replaced(c.id, e.id));
        assertThat(c.voter.votes()).isFalse();
    }

    /** Losses, deaths, restarts and rival changes; what must hold at any time is checked by the network. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void whatever_gets_lost_no_two_sets_are_in_force_and_in_the_end_all_know_the_same(int number) {
        long seed = Long.getLong("seed", number);
        Random random = new Random(seed);
        network = new VoterNetwork(folder.resolve("random"), seed);
        found();
        network.loss = (from, to, frame) -> random.nextInt(100) < 25;
        for (int step = 0; step < 30; step++) {
            disturb(random);
            network.pass(Duration.ofMillis(random.nextInt(1500)));
        }
        network.loss = (from, to, frame) -> false;
        for (int node = 1; node <= 5; node++) {
            bringBack(node);
        }
        network.pass(Duration.ofSeconds(25));
        network.members.forEach(node -> node.service.membersChanged());
        network.pass(FINISHED);

        assertAllKnow(network.members.get(0).set());
        assertThat(network.members)
                .as("seed %s", seed)
                .hasSize(5)
                .allMatch(node -> node.admitted && !node.service.awaitsDecision())
                .allMatch(node -> node.voter.votes() == node.set().contains(node.id));
    }

    private void disturb(Random random) {
        List<SimNode> up = new ArrayList<>(
                network.members.stream().filter(node -> node.admitted).toList());
        int choice = random.nextInt(10);
        if (choice < 2 && up.size() > 3) {
            up.get(random.nextInt(up.size())).stop();
        } else if (choice < 5) {
            bringBack(1 + random.nextInt(5));
        } else if (!up.isEmpty()) {
            SimNode coordinator = up.get(random.nextInt(up.size()));
            VoterSet set = coordinator.set();
            List<SimNode> others =
                    up.stream().filter(node -> !set.contains(node.id)).toList();
            if (!others.isEmpty()) {
                String lost = set.voters().get(random.nextInt(3)).toString();
                String next = others.get(random.nextInt(others.size())).id.toString();
                coordinator.replace(lost, next);
            }
        }
    }

    private void bringBack(int number) {
        if (network.members.stream().noneMatch(node -> node.id.low() == number)) {
            network.start(number);
        }
    }
}
