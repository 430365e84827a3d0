package io.netfscache.node.coherence;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The fence of a cluster without voters: an acknowledged broadcast. The fence is applied here and sent to all members,
 * each again until it answers or is a member no more.
 */
public final class FenceRound implements Fences {
    private final FenceTarget local;
    private final FencePeers peers;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoClock;
    private final NodeStats stats;

    public FenceRound(
            FenceTarget local,
            FencePeers peers,
            ScheduledExecutorService timer,
            LongSupplier nanoClock,
            NodeStats stats) {
        this.local = local;
        this.peers = peers;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.stats = stats;
    }

    @Override
    public CompletionStage<Void> complete(Fence fence) {
        stats.count(Counter.FENCES_COORDINATED);
        long deadline = nanoClock.getAsLong() + Limits.INVALIDATE_DEADLINE.toNanos();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        answers.add(local.apply(fence).toCompletableFuture());
        for (NodeId member : peers.members()) {
            CompletableFuture<Void> answer = new CompletableFuture<>();
            answers.add(answer);
            ask(member, fence, deadline, answer);
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    }

    private void ask(NodeId member, Fence fence, long deadline, CompletableFuture<Void> answer) {
        peers.send(member, fence).whenComplete((ack, error) -> {
            if (error == null) {
                answer.complete(null);
            } else if (!peers.members().contains(member)) {
                answer.complete(null);
            } else if (nanoClock.getAsLong() - deadline >= 0) {
                answer.completeExceptionally(new NodeException(
                        ErrorCode.ETIMEDOUT,
                        Reason.DEADLINE,
                        "node " + member + " has not answered the fence: " + NodeException.unwrap(error)));
            } else {
                timer.schedule(
                        () -> ask(member, fence, deadline, answer),
                        NodeLimits.PEER_RETRY.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
        });
    }
}
