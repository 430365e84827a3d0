package io.netfscache.node.voters;

import io.netfscache.node.coherence.Peers;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.RenewAck.Verdict;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Listens to what voters answer on renewals: one that goes by a newer voter set is asked for it. */
public final class NewsOfVoters implements Peers {
    private final Peers peers;
    private final Consumer<NodeId> newer;

    /** @param newer is given a voter that knows a newer set; must not block */
    public NewsOfVoters(Peers peers, Consumer<NodeId> newer) {
        this.peers = peers;
        this.newer = newer;
    }

    @Override
    public Set<NodeId> members() {
        return peers.members();
    }

    @Override
    public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
        return peers.fence(node, fence);
    }

    @Override
    public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
        return peers.holdings(node, question);
    }

    @Override
    public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
        return peers.renew(voter, renew).thenApply(answer -> {
            if (answer.voterSetVersion() > renew.voterSetVersion()
                    && (answer.verdict() == Verdict.OTHER_VOTER_SET || answer.verdict() == Verdict.NOT_A_VOTER)) {
                newer.accept(voter);
            }
            return answer;
        });
    }
}
