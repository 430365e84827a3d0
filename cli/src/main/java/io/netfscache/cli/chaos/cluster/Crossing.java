package io.netfscache.cli.chaos.cluster;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * One connection through the firewall: from its caller, who is known, to a node. It is made when the network lets it.
 * Belongs to the firewall's event loop.
 */
final class Crossing {
    private final Channel caller;
    private final InetSocketAddress target;
    private final Way there;
    private final Way back;
    private final Lane out;
    private @Nullable Channel node;
    private @Nullable Lane in;
    private boolean counted;

    /** @param said what the caller has sent already, taken over */
    Crossing(Channel caller, InetSocketAddress target, Way there, Way back, @Nullable ByteBuf said) {
        this.caller = caller;
        this.target = target;
        this.there = there;
        this.back = back;
        this.out = new Lane(there, caller);
        if (said != null) {
            out.take(said);
        }
    }

    /** From now on the caller's channel speaks to this. */
    void begin() {
        caller.pipeline().addLast("flush", new Writability(() -> {
            if (in != null) {
                in.flow();
            }
        }));
        caller.pipeline().addLast("lane", out);
        flow();
    }

    /** The rules have changed, or nothing of them is known yet. */
    void flow() {
        if (there.isRefused()) {
            there.heldConnection();
            reset();
            return;
        }
        if (node == null) {
            connectIfPossible();
        }
        out.flow();
        if (in != null) {
            in.flow();
        }
    }

    private void connectIfPossible() {
        if (out.ended()) {
            return;
        }
        if (there.isCut() || back.isCut()) {
            if (!counted) {
                counted = true;
                (there.isCut() ? there : back).heldConnection();
            }
            return;
        }
        ChannelFuture connecting = new Bootstrap()
                .group(caller.eventLoop())
                .channel(NioSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, Math.toIntExact(ClusterLimits.CONNECT.toMillis()))
                .handler(new Writability(out::flow))
                .connect(target);
        node = connecting.channel();
        connecting.addListener(done -> {
            if (done.isSuccess()) {
                connected(connecting.channel());
            } else {
                close();
            }
        });
    }

    private void connected(Channel channel) {
        in = new Lane(back, channel);
        in.to(caller);
        channel.pipeline().addLast("lane", in);
        out.to(channel);
    }

    /** Whether nothing can happen on it any more. */
    boolean isOver() {
        return !caller.isOpen() && (node == null || !node.isOpen());
    }

    /** Ends both connections now, such that either side is told of an error. */
    private void reset() {
        resetAtClose(caller);
        if (node != null) {
            resetAtClose(node);
        }
        close();
    }

    private static void resetAtClose(Channel channel) {
        if (channel.isOpen()) {
            channel.config().setOption(ChannelOption.SO_LINGER, 0);
        }
    }

    /** Ends both connections now. */
    void close() {
        caller.close();
        out.close();
        if (node != null) {
            node.close();
        }
        if (in != null) {
            in.close();
        }
    }

    /** Tells the lane that leads to a channel when that takes more again. */
    private static final class Writability extends ChannelInboundHandlerAdapter {
        private final Runnable flow;

        Writability(Runnable flow) {
            this.flow = flow;
        }

        @Override
        public void channelWritabilityChanged(ChannelHandlerContext context) {
            if (context.channel().isWritable()) {
                flow.run();
            }
            context.fireChannelWritabilityChanged();
        }
    }
}
