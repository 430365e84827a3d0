package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.RenewAck.Verdict;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The voter's part of leases and fences (COHERENCE 2.2, 2.4, 3.2, 3.3). A lock puts grants and fences in one order: a
 * member that was granted before a fence is named in the fence's answer, one that is granted after it is given the
 * fence first. Every node has one; it votes while the voter set contains the node. Safe for use by many threads.
 */
public final class Voter {
    /** What a fence finds here. {@code voterSetVersion} is 0 when this node does not answer as a voter. */
    public record Taken(long voterSetVersion, List<MemberId> granted) {}

    private record Retained(long number, long nanos, Fence fence) {}

    private final NodeId self;
    private final Membership membership;
    private final LongSupplier nanoClock;
    private final long incarnation;
    private final Rules rules;
    private final int maxRetained;

    private final Map<MemberId, Long> grants = new HashMap<>();
    private final Set<MemberId> evicted = new HashSet<>();
    /** Version of this node's own list when it was last looked at. It goes back when two clusters become one. */
    private long ownVersion;
    /** The latest of the lists that came with fences: lists of one cluster only ever lose members for good. */
    private MemberList newestOwner = MemberList.UNKNOWN;

    private final Deque<Retained> retained = new ArrayDeque<>();
    private long numbers;
    /** Number of the last fence that had to go before its time. */
    private long lostNumber;

    private long lostNanos;
    private @Nullable VoterSet voters;
    /** The set is about to be replaced: its version is answered no more. */
    private boolean suspended;

    private long silentUntil;

    /**
     * @param incarnation a number that no earlier run of this node has used; not 0
     * @param maxRetained most fences that are retained; a node that has not confirmed more starts a new epoch
     */
    public Voter(
            NodeId self,
            Membership membership,
            LongSupplier nanoClock,
            long incarnation,
            int maxRetained,
            Rules rules) {
        this.self = self;
        this.membership = membership;
        this.nanoClock = nanoClock;
        this.incarnation = incarnation;
        this.maxRetained = maxRetained;
        this.rules = rules;
        this.silentUntil = nanoClock.getAsLong();
    }

    /** A cluster is founded: nobody has been granted anything by anyone. */
    public synchronized void found(VoterSet first) {
        voters = first;
    }

    /**
     * This node runs again: what it had granted and taken is forgotten, so it answers nothing until that is over
     * everywhere (COHERENCE 2.4). A voter set without this node changes nothing.
     */
    public synchronized void resume(VoterSet known) {
        voters = known;
        beSilent(known);
    }

    /**
     * The set that replaces the present one. A node that becomes a voter knows of no grants and is silent at first; so does
     * one that has missed a set: others may have voted in its place meanwhile.
     */
    public synchronized void adopt(VoterSet next) {
        boolean wasVoter = voters != null && voters.contains(self) && next.version() == voters.version() + 1;
        voters = next;
        suspended = false;
        if (!wasVoter) {
            beSilent(next);
        }
    }

    /** From now on nothing is granted or answered for the present set: a quorum of it may decide for another one. */
    public synchronized void suspend() {
        suspended = true;
    }

    private void beSilent(VoterSet set) {
        long silence = set.voters().size() == 1 ? LeaseTimes.elsewhere(LeaseTimes.LEASE, rules) : LeaseTimes.RETAINED;
        if (!rules.broken(Sabotage.NO_SILENCE_AFTER_RESTART)) {
            silentUntil = nanoClock.getAsLong() + silence;
        }
    }

    /** The set that this node knows; null before the cluster is founded. */
    public synchronized @Nullable VoterSet voters() {
        return voters;
    }

    /** Whether this node answers as a voter now. */
    public synchronized boolean votes() {
        return voters != null && !suspended && voters.contains(self) && nanoClock.getAsLong() - silentUntil >= 0;
    }

    /** Answers a node that asks for a lease. */
    public synchronized RenewAck renew(Renew renew) {
        long now = nanoClock.getAsLong();
        forget(now);
        noticeMerge();
        Verdict refusal = refusal(renew);
        if (refusal != null) {
            return answer(renew, refusal, numbers, List.of());
        }
        long confirmed = renew.incarnation() == incarnation ? renew.confirmed() : 0;
        List<Fence> owed = new ArrayList<>();
        long last = confirmed;
        boolean overdue = false;
        for (Retained each : retained) {
            if (each.number > confirmed) {
                if (owed.size() == RenewAck.MAX_FENCES) {
                    return answer(renew, Verdict.CONFIRM_FIRST, last, owed);
                }
                owed.add(each.fence);
                last = each.number;
                overdue |= now - each.nanos > LeaseTimes.OWED;
            }
        }
        if (overdue) {
            return answer(renew, Verdict.CONFIRM_FIRST, last, owed);
        }
        grants.put(renew.member(), now);
        return answer(renew, Verdict.GRANTED, last, owed);
    }

    private @Nullable Verdict refusal(Renew renew) {
        VoterSet set = voters;
        if (set == null || !set.contains(self)) {
            return Verdict.NOT_A_VOTER;
        }
        if (!rules.broken(Sabotage.ANSWERS_OTHER_VOTER_SET)
                && (suspended || renew.voterSetVersion() != set.version())) {
            return Verdict.OTHER_VOTER_SET;
        }
        if (nanoClock.getAsLong() - silentUntil < 0) {
            return Verdict.SILENT;
        }
        if (isEvicted(renew)) {
            return Verdict.EVICTED;
        }
        if (!membership.list().members().contains(renew.member())) {
            return Verdict.NOT_A_MEMBER;
        }
        return hasLostFencesFor(renew) ? Verdict.RESET : null;
    }

    private boolean isEvicted(Renew renew) {
        return !rules.broken(Sabotage.NO_EVICTION)
                && (evicted.contains(renew.member()) || newestOwner.lost(renew.member(), renew.joined()));
    }

    private boolean hasLostFencesFor(Renew renew) {
        boolean lately = lostNumber > 0 && nanoClock.getAsLong() - lostNanos <= LeaseTimes.RETAINED;
        return lately && (renew.incarnation() != incarnation || renew.confirmed() < lostNumber);
    }

    private RenewAck answer(Renew renew, Verdict verdict, long confirmed, List<Fence> fences) {
        long version = voters == null ? 0 : voters.version();
        return new RenewAck(renew.round(), verdict, version, incarnation, confirmed, fences);
    }

    /** Takes a fence: retains it, evicts those whom the record's owner has lost, and names those it must wait for. */
    public synchronized Taken take(Fence fence) {
        long now = nanoClock.getAsLong();
        forget(now);
        noticeMerge();
        evict(fence.owner());
        if (!rules.broken(Sabotage.NO_RETENTION)) {
            retain(fence, now);
        }
        VoterSet set = voters;
        boolean answers = votes()
                && set != null
                && (set.version() == fence.voterSetVersion() || rules.broken(Sabotage.ANSWERS_OTHER_VOTER_SET));
        return answers ? new Taken(fence.voterSetVersion(), List.copyOf(grants.keySet())) : new Taken(0, List.of());
    }

    /** Whether the owner of a record has lost a member that this node still sees. */
    boolean hasLost(MemberList owner, MemberId member) {
        return !rules.broken(Sabotage.NO_EVICTION) && owner.lost(member, membership.joined(member));
    }

    /** Lists of the cluster that this node has left for a larger one are counted by other versions. */
    private void noticeMerge() {
        long version = membership.list().version();
        if (version < ownVersion) {
            newestOwner = MemberList.UNKNOWN;
        }
        ownVersion = version;
    }

    private void evict(MemberList owner) {
        if (owner.version() > newestOwner.version()) {
            newestOwner = owner;
        }
        Set<MemberId> members = membership.list().members();
        evicted.retainAll(members);
        for (MemberId member : members) {
            if (hasLost(owner, member)) {
                evicted.add(member);
            }
        }
    }

    private void retain(Fence fence, long now) {
        if (retained.size() >= maxRetained) {
            lostNumber = retained.removeFirst().number();
            lostNanos = now;
        }
        retained.addLast(new Retained(++numbers, now, fence.withoutOwner()));
    }

    private void forget(long now) {
        long running = LeaseTimes.elsewhere(LeaseTimes.LEASE, rules);
        grants.values().removeIf(granted -> now - granted > running);
        while (!retained.isEmpty() && now - retained.getFirst().nanos > LeaseTimes.RETAINED) {
            retained.removeFirst();
        }
    }
}
