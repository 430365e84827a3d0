package io.netfscache.internal;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;

/** Counts the bytes that pass the socket. */
final class SocketCounter extends ChannelDuplexHandler {
    private final Counters counters;

    SocketCounter(Counters counters) {
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        counters.socketBytesReceived.add(((ByteBuf) message).readableBytes());
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        counters.socketBytesSent.add(((ByteBuf) message).readableBytes());
        Async.handled(ctx.write(message, promise));
    }
}
