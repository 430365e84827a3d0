package io.netfscache.node.session;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import java.util.concurrent.CompletionStage;

/** The connection of a session. Never blocks. */
public interface SessionLink {
    /** Pushes the fence to the client; completes with its confirmation, or exceptionally when the connection ends, as it does on a client that takes no more. */
    CompletionStage<FenceAck> push(Fence fence);

    /** Ends the connection: another one has taken the session over. */
    void supersede();

    /** Ends the connection: the session has been silent for too long. */
    default void expire() {
        supersede();
    }
}
