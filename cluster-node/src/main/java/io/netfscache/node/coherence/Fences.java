package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import java.util.concurrent.CompletionStage;

/** Takes a change of an object or a volume to every node. Safe for use by many threads; never blocks. */
public interface Fences {
    /**
     * Completes when no node, and no client of one, serves what the fence ends; exceptionally with a {@link
     * io.netfscache.node.NodeException} ETIMEDOUT when that is not known at the deadline.
     */
    CompletionStage<Void> complete(Fence fence);
}
