package io.netfscache.node.net;

import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the stream into {@link InboundFrame}s. Before {@link #trust()} only frames as large as a Hello are taken. What is
 * incomplete is bounded: a frame has a deadline, and only so many large ones are on their way in at once, so that half-sent
 * frames cannot use the memory up. After a frame that breaks the format nothing more is taken.
 */
public final class FrameDecoder extends ByteToMessageDecoder {
    private final Semaphore largeFrames;
    private int maxLength = Limits.MAX_HELLO_BYTES;
    private @Nullable FrameHeader header;
    private boolean holdsPermit;
    private boolean paused;
    private boolean broken;
    private long frames;
    private long framesAtLastCheck;
    private boolean incompleteAtLastCheck;
    private long idleChecks;
    private @Nullable ScheduledFuture<?> checks;

    /** @param largeFrames room for large frames, shared by all connections */
    public FrameDecoder(Semaphore largeFrames) {
        this.largeFrames = largeFrames;
    }

    /** The other side has been accepted: frames may be as large as the wire format allows. */
    public void trust() {
        maxLength = Limits.MAX_FRAME_BYTES;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        long period = NodeLimits.FRAME_DEADLINE.toNanos();
        checks = context.executor().scheduleAtFixedRate(() -> check(context), period, period, TimeUnit.NANOSECONDS);
    }

    /** Closes a connection on which one frame has been incomplete since the last check, or nothing has come for long. */
    private void check(ChannelHandlerContext context) {
        boolean progress = frames != framesAtLastCheck || paused;
        boolean incomplete = header != null || internalBuffer().isReadable();
        boolean stuck = !progress && incomplete && incompleteAtLastCheck;
        idleChecks = progress ? 0 : idleChecks + 1;
        framesAtLastCheck = frames;
        incompleteAtLastCheck = incomplete;
        if (stuck || idleChecks > NodeLimits.IDLE_DEADLINE.dividedBy(NodeLimits.FRAME_DEADLINE)) {
            context.close();
        }
    }

    @Override
    protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        if (broken) {
            in.skipBytes(in.readableBytes());
            return;
        }
        try {
            next(context, in, out);
        } catch (ProtocolException e) {
            broken = true;
            throw e;
        }
    }

    private void next(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
        FrameHeader head = header;
        if (head == null) {
            if (in.readableBytes() < Limits.HEADER_BYTES) {
                return;
            }
            head = FrameHeader.decode(in, maxLength);
            header = head;
        }
        if (in.readableBytes() < head.bodyBytes()) {
            makeRoom(context, head);
            return;
        }
        header = null;
        frames++;
        giveRoomBack();
        ByteBuf body = in.readSlice(head.bodyBytes());
        Frame frame = head.type().decode(body);
        boolean hasPayload = head.type() == FrameType.WRITE;
        out.add(new InboundFrame(head.requestId(), frame, hasPayload ? body.retainedSlice() : null));
    }

    /** A large frame that is not there yet needs a permit; without one the connection is not read for a moment. */
    private void makeRoom(ChannelHandlerContext context, FrameHeader head) {
        if (head.bodyBytes() <= NodeLimits.LARGE_FRAME_BYTES || holdsPermit || paused) {
            return;
        }
        if (largeFrames.tryAcquire()) {
            holdsPermit = true;
            return;
        }
        paused = true;
        context.channel().config().setAutoRead(false);
        context.executor()
                .schedule(
                        () -> {
                            paused = false;
                            context.channel().config().setAutoRead(true);
                        },
                        NodeLimits.LARGE_FRAME_RETRY.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private void giveRoomBack() {
        if (holdsPermit) {
            holdsPermit = false;
            largeFrames.release();
        }
    }

    @Override
    protected void handlerRemoved0(ChannelHandlerContext context) {
        ScheduledFuture<?> running = checks;
        if (running != null) {
            running.cancel(false);
        }
        giveRoomBack();
    }
}
