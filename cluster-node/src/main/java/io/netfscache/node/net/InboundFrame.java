package io.netfscache.node.net;

import io.netfscache.protocol.Frame;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * A frame that has come in.
 *
 * @param payload of a frame that has one; whoever takes the frame releases it
 */
public record InboundFrame(
        long requestId, Frame frame, @Nullable ByteBuf payload) {
    public void release() {
        if (payload != null) {
            payload.release();
        }
    }
}
