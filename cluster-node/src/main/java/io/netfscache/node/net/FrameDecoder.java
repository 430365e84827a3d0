package io.netfscache.node.net;

import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Cuts the stream into {@link InboundFrame}s. Before {@link #trust()} only frames as large as a Hello are taken. */
public final class FrameDecoder extends ByteToMessageDecoder {
    private int maxLength = Limits.MAX_HELLO_BYTES;
    private @Nullable FrameHeader header;

    /** The other side has been accepted: frames may be as large as the wire format allows. */
    public void trust() {
        maxLength = Limits.MAX_FRAME_BYTES;
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        FrameHeader head = header;
        if (head == null) {
            if (in.readableBytes() < Limits.HEADER_BYTES) {
                return;
            }
            head = FrameHeader.decode(in, maxLength);
            header = head;
        }
        if (in.readableBytes() < head.bodyBytes()) {
            return;
        }
        header = null;
        ByteBuf body = in.readSlice(head.bodyBytes());
        Frame frame = head.type().decode(body);
        boolean hasPayload = head.type() == FrameType.WRITE;
        out.add(new InboundFrame(head.requestId(), frame, hasPayload ? body.retainedSlice() : null));
    }
}
