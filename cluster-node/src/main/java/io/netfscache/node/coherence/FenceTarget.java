package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import java.util.concurrent.CompletionStage;

/** Where a fence takes effect on this node. */
public interface FenceTarget {
    /**
     * Applies the fence: when this returns, nothing that it ends is served by this node any more. Completes when no client
     * of this node serves it either. The same fence may come several times.
     */
    CompletionStage<Void> apply(Fence fence);
}
