package io.netfscache.node.coherence;

import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.RenewAck.Verdict;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds out that this node is a member no more for a quorum of voters, and so will never hold a lease again, and has it
 * join the cluster as another member (COHERENCE 3.3, 9). Runs on the timer.
 */
public final class EvictionWatch {
    private final ServingLease lease;
    private final Supplier<Map<NodeId, Verdict>> verdicts;
    private final Supplier<@Nullable VoterSet> voters;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final Runnable joinAgain;
    private long unleasedSince;

    /**
     * @param verdicts what each voter has last answered
     * @param joinAgain begins to leave and to join; must not block. Called again if there is no lease a minute later
     */
    public EvictionWatch(
            ServingLease lease,
            Supplier<Map<NodeId, Verdict>> verdicts,
            Supplier<@Nullable VoterSet> voters,
            Timer timer,
            LongSupplier nanoClock,
            Runnable joinAgain) {
        this.lease = lease;
        this.verdicts = verdicts;
        this.voters = voters;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.joinAgain = joinAgain;
        this.unleasedSince = nanoClock.getAsLong();
    }

    /** Begins to watch. */
    public void start() {
        timer.after(LeaseTimes.REJOIN_CHECK, () -> {
            start();
            check();
        });
    }

    private void check() {
        long now = nanoClock.getAsLong();
        if (lease.held()) {
            unleasedSince = now;
        } else if (now - unleasedSince >= LeaseTimes.REJOIN && isNoMember()) {
            unleasedSince = now;
            joinAgain.run();
        }
    }

    private boolean isNoMember() {
        VoterSet set = voters.get();
        long refusals = verdicts.get().values().stream()
                .filter(verdict -> verdict == Verdict.EVICTED || verdict == Verdict.NOT_A_MEMBER)
                .count();
        return set != null && refusals >= set.quorum();
    }
}
