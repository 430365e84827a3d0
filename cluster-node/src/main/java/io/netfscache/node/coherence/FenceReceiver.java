package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.MemberId;
import java.util.concurrent.CompletionStage;

/** A fence arrives at this node (COHERENCE 3.2): as a voter it retains it, as a holder it applies it. */
public final class FenceReceiver {
    private final Voter voter;
    private final NodeLease lease;
    private final Membership membership;
    private final FenceTarget target;

    public FenceReceiver(Voter voter, NodeLease lease, Membership membership, FenceTarget target) {
        this.voter = voter;
        this.lease = lease;
        this.membership = membership;
        this.target = target;
    }

    /** Completes with the answer when neither this node nor a client of it serves what the fence ends. */
    public CompletionStage<FenceAck> receive(Fence fence) {
        MemberId self = membership.self();
        if (voter.hasLost(fence.owner(), self)) {
            lease.end();
        }
        Voter.Taken taken = voter.take(fence);
        return target.apply(fence)
                .thenApply(applied -> new FenceAck(fence.round(), self, taken.voterSetVersion(), taken.granted()));
    }

    /** A fence that came with a voter's answer: its coordinator waits for nobody but those it has reached itself. */
    public void retained(Fence fence) {
        target.apply(fence);
    }
}
