package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * The nodes of the cluster, as far as coherence needs to talk to them. A message to this node itself reaches its own
 * handlers. Each stage completes with the answer, or exceptionally when there is none in time. Never blocks.
 */
public interface Peers {
    /** All members now, this node among them. */
    Set<NodeId> members();

    CompletionStage<FenceAck> fence(NodeId node, Fence fence);

    CompletionStage<RenewAck> renew(NodeId voter, Renew renew);

    /** Which of these objects the node's clients use, and which it has chunks of. */
    CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question);
}
