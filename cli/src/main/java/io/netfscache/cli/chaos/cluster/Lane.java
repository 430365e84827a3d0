package io.netfscache.cli.chaos.cluster;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One direction of one connection: takes what the sender sends, at most {@link ClusterLimits#LANE_BYTES} ahead of the
 * receiver, and hands it on in order when the network lets it. The end of the connection is the last thing handed on.
 * Belongs to the firewall's event loop, as do both channels.
 */
final class Lane extends ChannelInboundHandlerAdapter {
    /**
     * What has come at once.
     *
     * @param dueNanos when it may go on, on a slow link
     * @param slow the rule that has made it late; null for none
     */
    private record Parcel(ByteBuf bytes, long cameNanos, long dueNanos, Rule.@Nullable Slow slow) {}

    private final Way way;
    private final Channel sender;
    private @Nullable Channel receiver;
    private final Deque<Parcel> parcels = new ArrayDeque<>();
    private int bytes;
    /** How many of the first of these are counted as held already. */
    private int countedBytes;

    private long linkFreeNanos;
    private boolean waits;
    private boolean ended;
    private boolean reset;
    private boolean closed;

    Lane(Way way, Channel sender) {
        this.way = way;
        this.sender = sender;
        this.linkFreeNanos = way.now();
    }

    /** There is somebody to hand it on to. */
    void to(Channel other) {
        receiver = other;
        flow();
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        flow();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        take((ByteBuf) message);
    }

    /** Takes over the bytes. */
    void take(ByteBuf some) {
        if (closed) {
            some.release();
            return;
        }
        long now = way.now();
        Rule.Slow slow = way.slow();
        long due = now;
        if (slow != null) {
            linkFreeNanos = Math.max(linkFreeNanos, now)
                    + some.readableBytes() * TimeUnit.SECONDS.toNanos(1) / slow.bytesPerSecond();
            due = linkFreeNanos + slow.delay().toNanos();
        }
        parcels.add(new Parcel(some, now, due, slow));
        bytes += some.readableBytes();
        flow();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        ended = true;
        flow();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        // The sender is gone without a goodbye: the receiver hears of it in the same way.
        reset = true;
        context.close();
    }

    /** Whether the sender has said its last. */
    boolean ended() {
        return ended;
    }

    /** Hands on what may go on, and takes more when there is room. */
    void flow() {
        if (closed) {
            return;
        }
        if (way.isCut()) {
            way.held(bytes - countedBytes);
            countedBytes = bytes;
        } else if (receiver != null) {
            handOn(receiver);
        }
        if (bytes < ClusterLimits.LANE_BYTES && !ended) {
            sender.read();
        }
    }

    private void handOn(Channel other) {
        boolean some = false;
        while (!parcels.isEmpty() && other.isWritable()) {
            Parcel next = parcels.element();
            long now = way.now();
            // A link that is not slow any more keeps nothing back.
            long early = way.slow() == null ? 0 : next.dueNanos - now;
            if (early > 0) {
                flowIn(early);
                break;
            }
            parcels.remove();
            int size = next.bytes.readableBytes();
            bytes -= size;
            countedBytes = Math.max(0, countedBytes - size);
            way.passed(size);
            if (next.slow != null && now - next.cameNanos >= next.slow.delay().toNanos()) {
                way.delayed(size);
            }
            other.write(next.bytes, other.voidPromise());
            some = true;
        }
        if (some) {
            other.flush();
        }
        if (parcels.isEmpty() && ended && !closed) {
            end(other);
        }
    }

    private void flowIn(long nanos) {
        if (!waits) {
            waits = true;
            sender.eventLoop()
                    .schedule(
                            () -> {
                                waits = false;
                                flow();
                            },
                            nanos,
                            TimeUnit.NANOSECONDS);
        }
    }

    private void end(Channel other) {
        closed = true;
        if (reset && other.isActive()) {
            other.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        other.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Nothing goes on any more. */
    void close() {
        closed = true;
        parcels.forEach(parcel -> parcel.bytes.release());
        parcels.clear();
        bytes = 0;
    }
}
