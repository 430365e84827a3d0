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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * The fence of a cluster without voters: an acknowledged broadcast. The fence is applied here and sent to all members,
 * each again until it answers or is a member no more, and then until its clients' time to live is over.
 */
public final class FenceRound implements Fences {
    private static final long CLIENTS_SERVE_NANOS = (long) (Limits.LEASE.toNanos() * NodeLimits.CLOCK_MARGIN);

    private final FenceTarget local;
    private final FencePeers peers;
    private final ScheduledExecutorService timer;
    private final LongSupplier nanoClock;
    private final NodeStats stats;
    /** Members that have left, and when: their clients may serve folios for a lease from then on. */
    private final Map<NodeId, Long> departed = new HashMap<>();

    private Set<NodeId> known = Set.of();

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

    /** Told at each change of the membership: the members now, without this node. */
    public synchronized void membersChanged(Set<NodeId> now) {
        long time = nanoClock.getAsLong();
        for (NodeId member : known) {
            if (!now.contains(member)) {
                departed.put(member, time);
            }
        }
        known = Set.copyOf(now);
        departed.values().removeIf(left -> time - left > CLIENTS_SERVE_NANOS);
    }

    /** How long clients of a member that has left may still serve, in nanoseconds; 0 when it has not left lately. */
    private synchronized long stillServedNanos(NodeId member) {
        Long left = departed.get(member);
        return left == null ? 0 : Math.max(0, left + CLIENTS_SERVE_NANOS - nanoClock.getAsLong());
    }

    private synchronized Set<NodeId> departed() {
        return Set.copyOf(departed.keySet());
    }

    @Override
    public CompletionStage<Void> complete(Fence fence) {
        stats.count(Counter.FENCES_COORDINATED);
        long deadline = nanoClock.getAsLong() + Limits.INVALIDATE_DEADLINE.toNanos();
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        answers.add(local.apply(fence).toCompletableFuture());
        departed().forEach(member -> answers.add(clientsOf(member)));
        return all(answers).thenCompose(applied -> askNewcomers(fence, deadline, new HashSet<>()));
    }

    /** Asks the members that have not been asked, until there is none: one that joins meanwhile is asked too. */
    private CompletionStage<Void> askNewcomers(Fence fence, long deadline, Set<NodeId> asked) {
        List<CompletableFuture<Void>> answers = new ArrayList<>();
        for (NodeId member : peers.members()) {
            if (asked.add(member)) {
                CompletableFuture<Void> answer = new CompletableFuture<>();
                answers.add(answer);
                ask(member, fence, deadline, answer);
            }
        }
        return answers.isEmpty()
                ? CompletableFuture.completedFuture(null)
                : all(answers).thenCompose(answered -> askNewcomers(fence, deadline, asked));
    }

    private static CompletableFuture<Void> all(List<CompletableFuture<Void>> answers) {
        return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
    }

    /** Completes when no client of a member that has left serves its folios any more: nobody is left to tell them. */
    private CompletableFuture<Void> clientsOf(NodeId member) {
        CompletableFuture<Void> silent = new CompletableFuture<>();
        timer.schedule(() -> silent.complete(null), stillServedNanos(member), TimeUnit.NANOSECONDS);
        return silent;
    }

    private void ask(NodeId member, Fence fence, long deadline, CompletableFuture<Void> answer) {
        peers.send(member, fence).whenComplete((ack, error) -> {
            if (error == null) {
                answer.complete(null);
            } else if (!peers.members().contains(member)) {
                clientsOf(member).thenAccept(answer::complete);
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
