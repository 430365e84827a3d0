package io.netfscache.node.net;

import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;

/** Writes frames without payload. */
public final class Frames {
    private static final int USUAL_BYTES = 512;

    private Frames() {}

    /** Writes and flushes one frame; from any thread. */
    public static ChannelFuture send(Channel channel, long requestId, Frame frame) {
        ByteBuf out = channel.alloc().ioBuffer(USUAL_BYTES);
        boolean encoded = false;
        try {
            FrameHeader.encodeFrame(out, requestId, frame);
            encoded = true;
        } finally {
            if (!encoded) {
                out.release();
            }
        }
        return channel.writeAndFlush(out);
    }
}
