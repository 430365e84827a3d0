package io.netfscache.node;

import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.Peers;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A cluster of one node: its only member, whose only peer is itself. */
final class LoneMember implements Membership, Peers {
    private static final long JOINED = 1;

    private final NodeId node;
    private final MemberId self;
    private final MemberList list;
    private volatile @Nullable NodeCore core;

    /** @param self a number that no earlier run has used: what that had granted is not this one's */
    LoneMember(NodeId node, MemberId self) {
        this.node = node;
        this.self = self;
        this.list = new MemberList(JOINED, Set.of(self));
    }

    /** Who answers; nothing is asked before. */
    void answerWith(NodeCore answering) {
        core = answering;
    }

    @Override
    public MemberId self() {
        return self;
    }

    @Override
    public long joined(MemberId member) {
        return member.equals(self) ? JOINED : 0;
    }

    @Override
    public MemberList list() {
        return list;
    }

    @Override
    public Set<NodeId> members() {
        return Set.of(node);
    }

    @Override
    public CompletionStage<FenceAck> fence(NodeId to, Fence fence) {
        return core().fences().receive(fence);
    }

    @Override
    public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
        return CompletableFuture.completedFuture(core().voter().renew(renew));
    }

    @Override
    public CompletionStage<HoldingsReport> holdings(NodeId to, Holdings question) {
        return core().holdings().report(question);
    }

    private NodeCore core() {
        NodeCore answering = core;
        if (answering == null) {
            throw new IllegalStateException("the node is not put together yet");
        }
        return answering;
    }
}
