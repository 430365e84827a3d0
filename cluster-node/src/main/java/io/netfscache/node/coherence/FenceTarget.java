package io.netfscache.node.coherence;

import io.netfscache.protocol.Fence;
import java.util.concurrent.CompletionStage;

/** Where a fence takes effect on this node. */
public interface FenceTarget {
    /** Applies the fence; completes when neither this node nor a client of it serves what the fence ends. */
    CompletionStage<Void> apply(Fence fence);
}
