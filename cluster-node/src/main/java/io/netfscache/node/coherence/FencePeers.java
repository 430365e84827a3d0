package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.NodeId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/** The other nodes, as far as a fence needs them. */
public interface FencePeers {
    /** The other members of the cluster now. */
    Set<NodeId> members();

    /** Sends the fence to a member once; completes with its answer, or exceptionally when there is none in time. */
    CompletionStage<FenceAck> send(NodeId member, Fence fence);
}
