package io.netfscache.node.session;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import java.util.concurrent.CompletionStage;

/** The connection of a session. Never blocks. */
public interface SessionLink {
    /** Pushes the fence to the client; completes with its confirmation, or exceptionally when the connection ends, as it does on a client that takes no more. */
    CompletionStage<FenceAck> push(Fence fence);

    /**
     * Ends the connection of a session that has another one now, or none any more.
     *
     * @param why told to the other side
     */
    void end(String why);
}
