package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * One round of one fence (COHERENCE 3.4, 3.5). It is void unless a quorum of voters answers soon enough; then it waits
 * for every member that those voters have granted a lease, but not longer than such a lease can run. Safe for use by
 * many threads.
 */
final class FenceRound {
    /** How a round has ended. */
    enum Outcome {
        COMPLETE,
        VOID
    }

    private final Fence fence;
    private final @Nullable VoterSet set;
    private final Peers peers;
    private final Clocks clocks;
    private final Timer timer;
    private final Rules rules;
    private final long begunNanos;
    private final long begunApartMillis;

    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Set<NodeId> voters = new HashSet<>();
    private final Set<MemberId> granted = new HashSet<>();
    private final Set<MemberId> answered = new HashSet<>();
    private boolean quorum;

    /** @param fence with the round's number and the version of {@code set} in it */
    FenceRound(Fence fence, @Nullable VoterSet set, Peers peers, Clocks clocks, Timer timer, Rules rules) {
        this.fence = fence;
        this.set = set;
        this.peers = peers;
        this.clocks = clocks;
        this.timer = timer;
        this.rules = rules;
        this.begunNanos = clocks.now();
        this.begunApartMillis = clocks.apartMillis();
    }

    CompletableFuture<Outcome> run() {
        boolean unbounded = rules.broken(Sabotage.UNBOUNDED_ROUND);
        alarm(unbounded ? Limits.INVALIDATE_DEADLINE.toNanos() : LeaseTimes.ROUND, this::endWithoutQuorum);
        Set<NodeId> targets = new HashSet<>(peers.members());
        if (set != null) {
            targets.addAll(set.voters());
        }
        targets.forEach(this::send);
        return outcome;
    }

    private void send(NodeId node) {
        peers.fence(node, fence).whenComplete((answer, error) -> {
            if (error == null) {
                answered(node, answer);
            } else if (!outcome.isDone()) {
                timer.after(LeaseTimes.FENCE_AGAIN, () -> {
                    if (!outcome.isDone()) {
                        send(node);
                    }
                });
            }
        });
    }

    private void answered(NodeId node, FenceAck answer) {
        boolean complete;
        synchronized (this) {
            answered.add(answer.member());
            VoterSet known = set;
            // Of a coordinator that was stopped, answers may be heard before the alarm.
            if (known != null
                    && !quorum
                    && !isLate()
                    && known.contains(node)
                    && answer.voterSetVersion() == known.version()) {
                voters.add(node);
                granted.addAll(answer.granted());
                quorum = voters.size() >= known.quorum(peers.members(), rules);
                if (quorum) {
                    // Who was granted a lease before the last of these answers holds none after this time.
                    alarm(LeaseTimes.elsewhere(LeaseTimes.LEASE, rules), () -> outcome.complete(Outcome.COMPLETE));
                }
            }
            complete = quorum && (answered.containsAll(granted) || rules.broken(Sabotage.NO_WAIT_FOR_GRANTS));
        }
        if (complete) {
            outcome.complete(Outcome.COMPLETE);
        }
    }

    private boolean isLate() {
        boolean late = clocks.now() - begunNanos > LeaseTimes.ROUND;
        boolean suspended = Math.abs(clocks.apartMillis() - begunApartMillis) > LeaseTimes.JUMP_MILLIS;
        return (late && !rules.broken(Sabotage.UNBOUNDED_ROUND))
                || (suspended && !rules.broken(Sabotage.CLOCK_JUMP_IGNORED));
    }

    private void alarm(long nanos, Runnable task) {
        Timer.Alarm alarm = timer.after(nanos, task);
        outcome.whenComplete((ended, error) -> alarm.cancel());
    }

    private void endWithoutQuorum() {
        boolean late;
        synchronized (this) {
            late = !quorum;
        }
        if (late) {
            outcome.complete(Outcome.VOID);
        }
    }
}
