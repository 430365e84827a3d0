package io.netfscache.node.coherence;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Carries fences through rounds until one is complete or the deadline has passed (COHERENCE 3). */
public final class QuorumFences implements Fences {
    private final Supplier<@Nullable VoterSet> voters;
    private final Peers peers;
    private final Timer timer;
    private final Clocks clocks;
    private final RandomGenerator random;
    private final NodeStats stats;
    private final Rules rules;
    private final AtomicInteger underWay = new AtomicInteger();

    /** @param random names rounds */
    public QuorumFences(
            Supplier<@Nullable VoterSet> voters,
            Peers peers,
            Timer timer,
            Clocks clocks,
            RandomGenerator random,
            NodeStats stats,
            Rules rules) {
        this.voters = voters;
        this.peers = peers;
        this.timer = timer;
        this.clocks = clocks;
        this.random = random;
        this.stats = stats;
        this.rules = rules;
    }

    @Override
    public CompletionStage<Void> complete(Fence fence) {
        if (underWay.incrementAndGet() > NodeLimits.FENCES_UNDER_WAY) {
            underWay.decrementAndGet();
            return CompletableFuture.failedFuture(new NodeException(
                    ErrorCode.ETIMEDOUT,
                    Reason.OVER_LIMIT,
                    "outcome unknown: this node carries " + NodeLimits.FENCES_UNDER_WAY
                            + " changes to the other nodes already; try again, or at another node"));
        }
        stats.count(Counter.FENCES_COORDINATED);
        CompletableFuture<Void> done = new CompletableFuture<>();
        attempt(fence, clocks.now() + Limits.INVALIDATE_DEADLINE.toNanos(), done);
        return done.whenComplete((complete, error) -> underWay.decrementAndGet());
    }

    private void attempt(Fence fence, long deadline, CompletableFuture<Void> done) {
        VoterSet set = voters.get();
        Fence sent = fence.inRound(random.nextLong(), set == null ? 0 : set.version());
        new FenceRound(sent, set, peers, clocks, timer, rules).run().whenComplete((outcome, error) -> {
            if (error != null) {
                done.completeExceptionally(error);
            } else if (outcome == FenceRound.Outcome.COMPLETE) {
                done.complete(null);
            } else if (clocks.now() - deadline >= 0) {
                done.completeExceptionally(unknown());
            } else {
                stats.count(Counter.FENCE_ROUNDS_VOID);
                timer.after(LeaseTimes.FENCE_AGAIN, () -> attempt(fence, deadline, done));
            }
        });
    }

    private static NodeException unknown() {
        return new NodeException(
                ErrorCode.ETIMEDOUT,
                Reason.NO_QUORUM,
                "outcome unknown: no quorum of voters has answered within " + Limits.INVALIDATE_DEADLINE.toSeconds()
                        + " s");
    }
}
