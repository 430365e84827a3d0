package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.RenewAck.Verdict;
import io.netfscache.protocol.Rules;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VoterTest {
    private static final NodeId SELF = new NodeId(1, 1);
    private static final MemberId SELF_MEMBER = new MemberId(1, 1);
    private static final NodeId OTHER = new NodeId(2, 2);
    private static final MemberId OTHER_MEMBER = new MemberId(2, 2);
    private static final long INCARNATION = 7;
    private static final VoterSet SET = new VoterSet(99, 3, List.of(SELF, OTHER, new NodeId(3, 3)));

    private final ManualTime time = new ManualTime();
    private MemberList members = new MemberList(2, Set.of(SELF_MEMBER, OTHER_MEMBER));
    private final Membership membership = new Membership() {
        @Override
        public MemberId self() {
            return SELF_MEMBER;
        }

        @Override
        public long joined(MemberId member) {
            return members.members().contains(member) ? member.low() : 0;
        }

        @Override
        public MemberList list() {
            return members;
        }
    };
    private final Voter voter = voter(100);

    VoterTest() {
        voter.found(SET);
    }

    private Voter voter(int maxRetained) {
        return new Voter(SELF, membership, time::nanos, INCARNATION, maxRetained, Rules.ALL);
    }

    private static Renew renew(long version, long confirmed) {
        return new Renew(5, version, OTHER, OTHER_MEMBER, 2, INCARNATION, confirmed);
    }

    private RenewAck ask() {
        return voter.renew(renew(SET.version(), 0));
    }

    private static Fence fence(long number, MemberList owner) {
        Generation volume = new Generation(1, 1);
        return new Fence(
                number,
                SET.version(),
                Fence.Scope.OBJECT,
                "volume",
                Bytes.utf8("key"),
                new ObjectGeneration(volume, new Generation(number, 0)),
                new ObjectGeneration(volume, new Generation(number + 1, 0)),
                ByteRange.ALL,
                0,
                Bytes.EMPTY,
                owner);
    }

    private static Fence fence(long number) {
        return fence(number, MemberList.UNKNOWN);
    }

    @Test
    void a_member_is_granted_a_lease() {
        assertThat(ask()).isEqualTo(new RenewAck(5, Verdict.GRANTED, 3, INCARNATION, 0, List.of()));
    }

    @Test
    void whoever_is_no_member_is_not() {
        members = new MemberList(3, Set.of(SELF_MEMBER));

        assertThat(ask().verdict()).isEqualTo(Verdict.NOT_A_MEMBER);
    }

    @Test
    void another_voter_set_is_not_answered() {
        assertThat(voter.renew(renew(2, 0)).verdict()).isEqualTo(Verdict.OTHER_VOTER_SET);
        assertThat(voter.take(fence(1).inRound(1, 2)).voterSetVersion()).isZero();
    }

    @Test
    void a_node_that_is_no_voter_grants_nothing() {
        voter.adopt(SET.replaced(SELF, new NodeId(4, 4)));

        assertThat(voter.renew(renew(4, 0)).verdict()).isEqualTo(Verdict.NOT_A_VOTER);
        assertThat(voter.votes()).isFalse();
    }

    @Test
    void a_voter_that_has_accepted_another_set_answers_neither() {
        voter.suspend();

        assertThat(ask().verdict()).isEqualTo(Verdict.OTHER_VOTER_SET);
        assertThat(voter.take(fence(1)).voterSetVersion()).isZero();
    }

    @Test
    void a_fence_names_those_who_were_granted_a_lease_that_may_still_run() {
        ask();
        assertThat(voter.take(fence(1)).granted()).containsExactly(OTHER_MEMBER);

        time.pass(LeaseTimes.LEASE * 102 / 100);
        assertThat(voter.take(fence(2)).granted()).as("its clock may be slower").containsExactly(OTHER_MEMBER);
        time.pass(LeaseTimes.LEASE / 50);
        assertThat(voter.take(fence(3)).granted()).isEmpty();
    }

    @Test
    void whoever_is_granted_after_a_fence_is_given_it_until_it_confirms() {
        voter.take(fence(1));

        RenewAck first = ask();
        RenewAck again = ask();
        RenewAck confirmed = voter.renew(renew(SET.version(), first.confirmed()));

        assertThat(first.verdict()).isEqualTo(Verdict.GRANTED);
        assertThat(first.fences()).containsExactly(fence(1));
        assertThat(again.fences()).containsExactly(fence(1));
        assertThat(confirmed.fences()).isEmpty();
    }

    @Test
    void a_confirmation_to_an_earlier_run_of_the_voter_is_none() {
        voter.take(fence(1));

        RenewAck answer = voter.renew(new Renew(5, 3, OTHER, OTHER_MEMBER, 2, INCARNATION - 1, 1));

        assertThat(answer.fences()).containsExactly(fence(1));
    }

    @Test
    void whoever_owes_a_confirmation_for_long_has_to_confirm_first() {
        voter.take(fence(1));
        time.pass(LeaseTimes.OWED + 1);

        RenewAck owing = ask();
        RenewAck confirmed = voter.renew(renew(SET.version(), owing.confirmed()));

        assertThat(owing.verdict()).isEqualTo(Verdict.CONFIRM_FIRST);
        assertThat(owing.fences()).containsExactly(fence(1));
        assertThat(confirmed.verdict()).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void more_fences_than_fit_into_an_answer_come_in_several() {
        Voter large = voter(10_000);
        large.found(SET);
        for (int i = 0; i <= RenewAck.MAX_FENCES; i++) {
            large.take(fence(i));
        }

        RenewAck part = large.renew(renew(SET.version(), 0));
        RenewAck rest = large.renew(renew(SET.version(), part.confirmed()));

        assertThat(part.verdict()).isEqualTo(Verdict.CONFIRM_FIRST);
        assertThat(part.fences()).hasSize(RenewAck.MAX_FENCES);
        assertThat(rest.verdict()).isEqualTo(Verdict.GRANTED);
        assertThat(rest.fences()).containsExactly(fence(RenewAck.MAX_FENCES));
    }

    @Test
    void a_fence_is_retained_for_a_time() {
        voter.take(fence(1));
        time.pass(LeaseTimes.RETAINED);
        assertThat(ask().fences()).hasSize(1);

        time.pass(1);
        assertThat(ask().fences()).isEmpty();
    }

    @Test
    void more_fences_than_are_retained_make_a_node_start_again() {
        for (int i = 0; i <= 100; i++) {
            voter.take(fence(i));
        }

        RenewAck reset = ask();
        RenewAck after = voter.renew(renew(SET.version(), reset.confirmed()));

        assertThat(reset.verdict()).isEqualTo(Verdict.RESET);
        assertThat(after.verdict()).isEqualTo(Verdict.GRANTED);
        assertThat(after.fences()).isEmpty();
    }

    @Test
    void a_member_that_the_owner_of_a_record_has_lost_is_granted_nothing_any_more() {
        ask();

        voter.take(fence(1, new MemberList(3, Set.of(SELF_MEMBER))));

        assertThat(ask().verdict()).isEqualTo(Verdict.EVICTED);
        time.pass(10 * LeaseTimes.LEASE);
        voter.take(fence(2));
        assertThat(ask().verdict()).isEqualTo(Verdict.EVICTED);
    }

    @Test
    void a_member_that_joined_after_the_owners_list_was_made_is_not_lost() {
        voter.take(fence(1, new MemberList(1, Set.of(SELF_MEMBER))));

        assertThat(ask().verdict()).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void a_member_that_this_voter_sees_only_later_is_evicted_too() {
        members = new MemberList(1, Set.of(SELF_MEMBER));
        voter.take(fence(1, new MemberList(3, Set.of(SELF_MEMBER))));

        members = new MemberList(2, Set.of(SELF_MEMBER, OTHER_MEMBER));

        assertThat(ask().verdict()).isEqualTo(Verdict.EVICTED);
    }

    @Test
    void lists_of_a_cluster_that_has_become_part_of_another_evict_nobody_there() {
        members = new MemberList(20, Set.of(SELF_MEMBER));
        voter.take(fence(1, new MemberList(20, Set.of(SELF_MEMBER))));

        members = new MemberList(8, Set.of(SELF_MEMBER, OTHER_MEMBER));

        assertThat(ask().verdict()).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void a_voter_that_runs_again_is_silent_until_what_it_has_forgotten_is_over() {
        voter.resume(SET);

        assertThat(ask().verdict()).isEqualTo(Verdict.SILENT);
        assertThat(voter.take(fence(1)).voterSetVersion()).isZero();
        time.pass(LeaseTimes.RETAINED - 1);
        assertThat(ask().verdict()).isEqualTo(Verdict.SILENT);
        time.pass(1);
        assertThat(voter.renew(renew(SET.version(), 1)).verdict()).isEqualTo(Verdict.GRANTED);
        assertThat(voter.take(fence(2)).voterSetVersion()).isEqualTo(3);
    }

    @Test
    void the_only_voter_is_silent_for_a_lease() {
        voter.resume(new VoterSet(99, 3, List.of(SELF)));

        time.pass(LeaseTimes.LEASE * 104 / 100);

        assertThat(ask().verdict()).isEqualTo(Verdict.GRANTED);
    }

    @Test
    void a_node_that_becomes_a_voter_is_silent_and_one_that_stays_one_is_not() {
        VoterSet next = SET.replaced(OTHER, new NodeId(4, 4));
        voter.adopt(next);
        assertThat(voter.votes()).isTrue();

        voter.adopt(next.replaced(SELF, new NodeId(5, 5)));
        voter.adopt(next.replaced(SELF, new NodeId(5, 5)).replaced(new NodeId(5, 5), SELF));
        assertThat(voter.votes()).isFalse();
        time.pass(LeaseTimes.RETAINED);
        assertThat(voter.votes()).isTrue();
    }
}
