package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class QuorumFencesTest {
    private static final NodeId A = new NodeId(1, 1);
    private static final NodeId B = new NodeId(2, 2);
    private static final NodeId C = new NodeId(3, 3);
    private static final NodeId D = new NodeId(4, 4);
    private static final VoterSet SET = new VoterSet(99, 6, List.of(A, B, C));
    private static final Fence FENCE = new Fence(
            0,
            0,
            Fence.Scope.VOLUME,
            "volume",
            Bytes.EMPTY,
            ObjectGeneration.NONE,
            ObjectGeneration.NONE,
            ByteRange.ALL,
            0,
            Bytes.EMPTY);

    private record Sent(NodeId node, Fence fence, CompletableFuture<FenceAck> answer) {}

    private final ManualTime time = new ManualTime();
    private final NodeStats stats = new NodeStats();
    private final List<Sent> sent = new ArrayList<>();
    private final QuorumFences fences =
            new QuorumFences(() -> SET, peers(), time, time.clocks(), new Random(1), stats, Rules.ALL);

    private Peers peers() {
        return new Peers() {
            @Override
            public Set<NodeId> members() {
                return Set.of(A, B, C, D);
            }

            @Override
            public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
                Sent message = new Sent(node, fence, new CompletableFuture<>());
                sent.add(message);
                return message.answer;
            }

            @Override
            public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
                throw new AssertionError("a fence renews nothing");
            }

            @Override
            public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
                throw new AssertionError("a fence asks nobody what it holds");
            }
        };
    }

    private CompletableFuture<Void> begin() {
        return fences.complete(FENCE).toCompletableFuture();
    }

    private static MemberId member(NodeId node) {
        return new MemberId(node.high(), node.low());
    }

    private Sent last(NodeId node) {
        return sent.stream()
                .filter(each -> each.node.equals(node))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void answer(NodeId node, NodeId... granted) {
        Sent message = last(node);
        List<MemberId> members =
                List.of(granted).stream().map(QuorumFencesTest::member).toList();
        long version = SET.contains(node) ? SET.version() : 0;
        message.answer.complete(new FenceAck(message.fence.round(), member(node), version, members));
    }

    @Test
    void it_goes_to_every_member_with_the_version_of_the_voter_set() {
        begin();

        assertThat(sent).extracting(Sent::node).containsExactlyInAnyOrder(A, B, C, D);
        assertThat(sent).allMatch(each -> each.fence.voterSetVersion() == 6);
    }

    @Test
    void it_is_complete_when_a_quorum_and_all_that_it_has_granted_a_lease_have_answered() {
        CompletableFuture<Void> done = begin();
        answer(A, A, D);
        answer(B, A);
        assertThat(done).as("D may be serving").isNotDone();

        answer(D);

        assertThat(done).isCompleted();
    }

    @Test
    void it_waits_for_nobody_whose_lease_is_over() {
        CompletableFuture<Void> done = begin();
        answer(A, A, D);
        answer(B, A);

        time.pass(LeaseTimes.LEASE);
        assertThat(done).as("its clock may be slower").isNotDone();
        time.pass(LeaseTimes.LEASE * 4 / 100);

        assertThat(done).isCompleted();
    }

    @Test
    void followers_are_no_quorum() {
        CompletableFuture<Void> done = begin();
        answer(A);
        answer(D);

        assertThat(done).isNotDone();
    }

    @Test
    void a_voter_that_answers_for_another_set_is_no_voter() {
        CompletableFuture<Void> done = begin();
        answer(A);
        last(B).answer.complete(new FenceAck(last(B).fence.round(), member(B), 5, List.of()));

        assertThat(done).isNotDone();
    }

    @Test
    void another_membership_of_the_same_node_does_not_answer_for_the_one_that_holds_the_lease() {
        CompletableFuture<Void> done = begin();
        answer(A, D);
        answer(B, A);

        last(D).answer.complete(new FenceAck(last(D).fence.round(), new MemberId(44, 44), 0, List.of()));

        assertThat(done).isNotDone();
    }

    @Test
    void a_quorum_that_comes_too_late_makes_the_round_void_and_another_begins() {
        CompletableFuture<Void> done = begin();
        answer(A);
        Sent late = last(B);
        time.pass(LeaseTimes.ROUND + LeaseTimes.FENCE_AGAIN);

        late.answer.complete(new FenceAck(late.fence.round(), member(B), 6, List.of()));
        assertThat(done).isNotDone();
        assertThat(last(B).fence.round()).isNotEqualTo(late.fence.round());
        answer(A);
        answer(B);

        assertThat(done).isCompleted();
        assertThat(stats.report()).containsEntry("fenceRoundsVoid", 1L);
    }

    @Test
    void a_node_that_could_not_be_reached_is_sent_the_fence_again_in_the_same_round() {
        CompletableFuture<Void> done = begin();
        answer(A);
        Sent lost = last(B);
        lost.answer.completeExceptionally(new IOException("link lost"));
        time.pass(LeaseTimes.FENCE_AGAIN);

        assertThat(last(B)).isNotSameAs(lost);
        assertThat(last(B).fence.round()).isEqualTo(lost.fence.round());
        answer(B);

        assertThat(done).isCompleted();
    }

    @Test
    void without_a_quorum_the_outcome_is_unknown_at_the_deadline() {
        CompletableFuture<Void> done = begin();

        time.pass(Limits.INVALIDATE_DEADLINE.toNanos() + 2 * LeaseTimes.LEASE);

        assertThat(done).isCompletedExceptionally();
        done.whenComplete((nothing, error) -> assertThat(
                        ((NodeException) NodeException.unwrap(error)).reply().code())
                .isEqualTo(ErrorCode.ETIMEDOUT));
    }

    @Test
    void a_quorum_that_was_late_does_not_count_though_the_alarm_was_late_too() {
        CompletableFuture<Void> done = begin();
        answer(A);
        Sent first = last(B);

        // A coordinator that was stopped reads its sockets before its timer runs.
        time.standStill(10 * LeaseTimes.LEASE);
        answer(B);
        time.pass(2 * LeaseTimes.LEASE);

        assertThat(done).isNotDone();
        assertThat(last(B)).isNotSameAs(first);
    }

    @Test
    void a_quorum_does_not_count_when_the_machine_was_suspended_meanwhile() {
        CompletableFuture<Void> done = begin();
        answer(A);
        Sent first = last(B);

        time.jump(60_000);
        answer(B);
        time.pass(2 * LeaseTimes.LEASE);

        assertThat(done).isNotDone();
        assertThat(last(B)).isNotSameAs(first);
    }

    @Test
    void more_changes_than_a_node_carries_at_the_same_time_are_refused_and_none_is_lost() {
        CompletableFuture<Void> first = begin();
        for (int i = 1; i < NodeLimits.FENCES_UNDER_WAY; i++) {
            begin();
        }

        assertThat(begin()).isCompletedExceptionally();
        for (Sent message : sent) {
            long version = SET.contains(message.node) ? SET.version() : 0;
            message.answer.complete(new FenceAck(message.fence.round(), member(message.node), version, List.of()));
        }
        assertThat(first).isCompleted();
        assertThat(begin()).isNotDone();
    }
}
