package io.netfscache.node.server;

import io.netfscache.node.coherence.Peers;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.HoldingsReport.Holding;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.ToIntFunction;

/** Three members that say what they hold, or nothing at all. */
final class HoldingPeers implements Peers {
    static final NodeId A = new NodeId(1, 1);
    static final NodeId B = new NodeId(2, 2);
    static final NodeId C = new NodeId(3, 3);

    final Set<NodeId> members = new HashSet<>(List.of(A, B, C));
    final Set<NodeId> silent = new HashSet<>();
    final Map<NodeId, Map<CookieId, Holding>> held = new HashMap<>();
    int questions;
    /** They answer when this has completed. */
    CompletableFuture<Void> answering = CompletableFuture.completedFuture(null);
    /** Users at {@link #A}, besides those that it holds. */
    ToIntFunction<CookieId> users = cookie -> 0;

    void holds(NodeId node, CookieId cookie, int users, boolean stored) {
        held.computeIfAbsent(node, any -> new HashMap<>()).put(cookie, new Holding(users, stored));
    }

    @Override
    public Set<NodeId> members() {
        return Set.copyOf(members);
    }

    @Override
    public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
        throw new AssertionError("no fence is sent");
    }

    @Override
    public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
        throw new AssertionError("nothing is renewed");
    }

    @Override
    public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
        questions++;
        if (silent.contains(node)) {
            return CompletableFuture.failedFuture(new IllegalStateException("no answer in time"));
        }
        return answering.thenApply(now -> new HoldingsReport(question.objects().stream()
                .map(object -> holding(node, object.cookie()))
                .toList()));
    }

    private Holding holding(NodeId node, CookieId cookie) {
        Holding here = held.getOrDefault(node, Map.of()).getOrDefault(cookie, new Holding(0, false));
        return node.equals(A) ? new Holding(here.users() + users.applyAsInt(cookie), here.stored()) : here;
    }
}
