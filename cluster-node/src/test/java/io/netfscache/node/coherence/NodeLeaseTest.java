package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeStats;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.RenewAck.Verdict;
import io.netfscache.protocol.Rules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeLeaseTest {
    private static final NodeId A = new NodeId(1, 1);
    private static final NodeId B = new NodeId(2, 2);
    private static final NodeId C = new NodeId(3, 3);
    private static final MemberId MEMBER = new MemberId(1, 1);
    private static final VoterSet SET = new VoterSet(99, 1, List.of(A, B, C));
    private static final Fence FENCE = new Fence(
            1,
            1,
            Fence.Scope.VOLUME,
            "volume",
            Bytes.EMPTY,
            ObjectGeneration.NONE,
            ObjectGeneration.NONE,
            ByteRange.ALL,
            0,
            Bytes.EMPTY);

    private record Asked(NodeId voter, Renew renew, CompletableFuture<RenewAck> answer) {
        void grant(Fence... fences) {
            answer(Verdict.GRANTED, fences);
        }

        void answer(Verdict verdict, Fence... fences) {
            answer.complete(new RenewAck(renew.round(), verdict, 1, 70, 40 + fences.length, List.of(fences)));
        }
    }

    private final ManualTime time = new ManualTime();
    private final List<Asked> asked = new ArrayList<>();
    private final List<Fence> applied = new ArrayList<>();
    private final NodeStats stats = new NodeStats();
    private final NodeLease lease =
            new NodeLease(A, () -> SET, membership(), peers(), applied::add, time.clocks(), time, stats, Rules.ALL);

    private static Membership membership() {
        return new Membership() {
            @Override
            public MemberId self() {
                return MEMBER;
            }

            @Override
            public long joined(MemberId member) {
                return 1;
            }

            @Override
            public MemberList list() {
                return new MemberList(1, Set.of(MEMBER));
            }
        };
    }

    private Peers peers() {
        return new Peers() {
            @Override
            public Set<NodeId> members() {
                return Set.of(A, B, C);
            }

            @Override
            public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
                throw new AssertionError("a lease sends no fences");
            }

            @Override
            public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
                Asked question = new Asked(voter, renew, new CompletableFuture<>());
                asked.add(question);
                return question.answer;
            }

            @Override
            public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
                throw new AssertionError("a lease asks nobody what it holds");
            }
        };
    }

    /** The questions of the latest round, by voter. */
    private Map<NodeId, Asked> latest() {
        Map<NodeId, Asked> latest = new HashMap<>();
        asked.forEach(question -> latest.put(question.voter, question));
        return latest;
    }

    private Asked latest(NodeId voter) {
        Asked question = latest().get(voter);
        assertThat(question).isNotNull();
        return question;
    }

    private void renewed() {
        latest(A).grant();
        latest(B).grant();
    }

    private void begin() {
        lease.start();
        renewed();
        assertThat(lease.held()).isTrue();
        assertThat(lease.epoch()).isEqualTo(1);
    }

    @Test
    void a_quorum_of_grants_is_a_lease_from_when_it_was_asked_for() {
        lease.start();
        time.pass(LeaseTimes.LEASE / 10);
        latest(A).grant();
        assertThat(lease.held()).as("one of three").isFalse();

        latest(B).grant();

        assertThat(lease.remainingNanos()).isEqualTo(LeaseTimes.LEASE / 10 * 9);
        time.pass(LeaseTimes.LEASE / 10 * 9);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void grants_of_two_rounds_do_not_make_a_quorum() {
        lease.start();
        latest(A).grant();
        time.pass(LeaseTimes.RENEWAL);
        latest(B).grant();

        assertThat(lease.held()).isFalse();
    }

    @Test
    void a_lease_that_is_renewed_in_time_stays_in_its_epoch() {
        begin();
        for (int i = 0; i < 20; i++) {
            time.pass(LeaseTimes.RENEWAL);
            renewed();
        }

        assertThat(lease.held()).isTrue();
        assertThat(lease.epoch()).isEqualTo(1);
        assertThat(stats.report()).containsEntry("leaseLapses", 0L);
    }

    @Test
    void a_gap_begins_an_epoch() {
        begin();
        time.pass(LeaseTimes.LEASE);
        assertThat(lease.held()).isFalse();

        time.pass(LeaseTimes.RENEWAL);
        renewed();

        assertThat(lease.held()).isTrue();
        assertThat(lease.epoch()).isEqualTo(2);
        assertThat(stats.report()).containsEntry("leaseLapses", 1L);
    }

    @Test
    void the_fences_of_an_answer_are_applied_before_the_lease_is_held_and_are_confirmed_with_the_next_question() {
        lease.start();
        latest(A).grant();
        latest(B).grant(FENCE);
        assertThat(applied).containsExactly(FENCE);
        assertThat(latest(B).renew.confirmed()).isZero();

        time.pass(LeaseTimes.RENEWAL);

        assertThat(latest(B).renew.incarnation()).isEqualTo(70);
        assertThat(latest(B).renew.confirmed()).isEqualTo(41);
    }

    @Test
    void fences_of_an_answer_that_grants_nothing_are_applied_too_and_asked_again_at_once() {
        lease.start();
        latest(B).answer(Verdict.CONFIRM_FIRST, FENCE);
        int before = asked.size();

        time.pass(LeaseTimes.RENEWAL_AGAIN);

        assertThat(applied).containsExactly(FENCE);
        assertThat(asked).hasSizeGreaterThan(before);
        assertThat(latest(B).renew.confirmed()).isEqualTo(41);
    }

    @Test
    void a_reset_ends_the_lease() {
        begin();
        time.pass(LeaseTimes.RENEWAL);
        latest(C).answer(Verdict.RESET);

        assertThat(lease.held()).isFalse();
        time.pass(LeaseTimes.RENEWAL_AGAIN);
        renewed();
        assertThat(lease.epoch()).isEqualTo(2);
    }

    @Test
    void a_machine_that_was_suspended_has_lost_its_lease() {
        begin();
        time.jump(LeaseTimes.JUMP_MILLIS + 1);

        assertThat(lease.held()).isFalse();
        time.pass(LeaseTimes.RENEWAL);
        renewed();
        assertThat(lease.epoch()).isEqualTo(2);
    }

    @Test
    void clocks_that_drift_slowly_apart_are_no_jump() {
        begin();
        for (int i = 0; i < 100; i++) {
            time.pass(LeaseTimes.RENEWAL);
            time.jump(LeaseTimes.JUMP_MILLIS / 10);
            renewed();
        }

        assertThat(lease.epoch()).isEqualTo(1);
    }

    @Test
    void a_node_that_flaps_waits_longer_each_time() {
        begin();
        List<Long> waits = new ArrayList<>();
        for (int lapse = 0; lapse < 4; lapse++) {
            time.pass(LeaseTimes.LEASE);
            long lapsed = time.nanos();
            while (!lease.held()) {
                time.pass(LeaseTimes.RENEWAL);
                renewed();
            }
            waits.add((time.nanos() - lapsed) / LeaseTimes.RENEWAL);
        }

        assertThat(waits).isSorted();
        assertThat(waits.get(3)).isGreaterThan(waits.get(0));
    }

    @Test
    void a_lapse_that_has_just_begun_is_waited_for_and_an_older_one_is_not() {
        begin();
        time.pass(LeaseTimes.LEASE);
        CompletableFuture<Void> waiting = lease.regained().toCompletableFuture();
        assertThat(waiting).isNotDone();
        renewedAfter(LeaseTimes.LAPSE_WAIT / 2);
        assertThat(waiting).isCompleted();

        time.pass(LeaseTimes.LEASE + LeaseTimes.LAPSE_WAIT + 1);
        assertThat(lease.regained().toCompletableFuture()).isCompletedExceptionally();
    }

    private void renewedAfter(long nanos) {
        time.pass(nanos);
        latest(A).answer(Verdict.CONFIRM_FIRST);
        time.pass(LeaseTimes.RENEWAL_AGAIN);
        renewed();
    }

    @Test
    void who_waits_in_vain_is_told_so() {
        begin();
        time.pass(LeaseTimes.LEASE);
        CompletableFuture<Void> waiting = lease.regained().toCompletableFuture();

        time.pass(LeaseTimes.LAPSE_WAIT);

        assertThat(waiting).isCompletedExceptionally();
    }

    @Test
    void grants_that_waited_while_the_machine_was_suspended_give_no_lease() {
        lease.start();
        latest().get(A).grant();

        // The monotonic clock stands still meanwhile, so the round still looks new.
        time.jump(60_000);
        latest().get(B).grant();
        assertThat(lease.held()).isFalse();

        time.pass(LeaseTimes.RENEWAL);
        latest().get(A).grant();
        latest().get(B).grant();
        assertThat(lease.held()).isTrue();
    }
}
