package io.netfscache.node.server;

import io.netfscache.node.ConnectionLimits;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.Reasons;
import io.netfscache.node.net.AddressText;
import io.netfscache.node.net.FrameDecoder;
import io.netfscache.node.net.LargeFrames;
import io.netfscache.node.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The data port. It is bound first, so that the node can tell others its port; connections wait in the kernel's backlog
 * until {@link #serve}.
 */
public final class NodeServer implements AutoCloseable {
    private static final int FLUSH_AFTER_REPLIES = 64;
    /** More than all that one connection can have outstanding, so that only a client that does not read is held back. */
    private static final WriteBufferWaterMark WATER_MARK = new WriteBufferWaterMark(4 << 20, 16 << 20);

    private final Channel channel;
    private final AtomicInteger connections = new AtomicInteger();
    private final LargeFrames largeFrames;
    private volatile int maxConnections;
    private volatile @Nullable NodeServices services;

    private NodeServer(ServerBootstrap bootstrap, SocketAddress address, String text, ConnectionLimits limits)
            throws IOException {
        largeFrames = new LargeFrames(limits.largeFrames());
        maxConnections = limits.clients() + NodeLimits.MORE_CONNECTIONS;
        ChannelFuture bound = bootstrap
                .option(ChannelOption.SO_BACKLOG, 1024)
                .option(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATER_MARK)
                .childHandler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel accepted) {
                        accept(accepted);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException("cannot listen on " + text + ": " + Reasons.of(cause), cause);
        }
        channel = bound.channel();
    }

    /** @throws IOException when the address is in use or not one of this machine; the message names it */
    public static NodeServer bind(
            Transport transport, EventLoopGroup loops, InetSocketAddress address, ConnectionLimits limits)
            throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(transport.server())
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true);
        return new NodeServer(bootstrap, address, AddressText.of(address) + " (data port, --listen)", limits);
    }

    /** Holds for the connections that come from now on. */
    public void limit(ConnectionLimits limits) {
        maxConnections = limits.clients() + NodeLimits.MORE_CONNECTIONS;
        largeFrames.resize(limits.largeFrames());
    }

    /**
     * A data port that only processes of this machine reach, whom the file's permissions let in.
     *
     * @param socket a file that is not there yet
     * @throws IOException when it cannot be made; the message names it
     */
    public static NodeServer bindUnix(Transport transport, EventLoopGroup loops, Path socket) throws IOException {
        ServerBootstrap bootstrap = new ServerBootstrap().group(loops).channel(transport.unixServer());
        return new NodeServer(
                bootstrap,
                transport.unixAddress().apply(socket),
                "the Unix socket " + socket,
                ConnectionLimits.DEFAULTS);
    }

    /** Where it listens, unless on a Unix socket. */
    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** Accepted connections. */
    public int connections() {
        return connections.get();
    }

    /** Begins accepting connections. */
    public void serve(NodeServices with, NodeStats stats) {
        services = with;
        stats.gauge("connections", "accepted connections of the data port", connections::get);
        channel.config().setAutoRead(true);
    }

    private void accept(Channel accepted) {
        NodeServices with = services;
        if (with == null || connections.get() >= maxConnections) {
            accepted.close();
            return;
        }
        connections.incrementAndGet();
        accepted.closeFuture().addListener(closed -> connections.decrementAndGet());
        accepted.pipeline()
                .addLast("flushes", new FlushConsolidationHandler(FLUSH_AFTER_REPLIES, true))
                .addLast("frames", new FrameDecoder(largeFrames))
                .addLast("hello", new HelloHandler(with));
    }

    /**
     * Stops accepting and asks the sessions to leave; whether all have gone by themselves in time. Who has gone knows that
     * it may not serve any more.
     */
    public boolean dismiss(String message, Duration atMost) {
        stopAccepting();
        NodeServices with = services;
        return with == null || with.clients().dismiss(message, atMost);
    }

    private void stopAccepting() {
        channel.close().awaitUninterruptibly(NodeLimits.STOP_DEADLINE.toMillis());
    }

    /** Stops accepting, tells the clients, and closes. */
    @Override
    public void close() {
        stopAccepting();
        NodeServices with = services;
        if (with != null) {
            with.clients().endAll("the node is shutting down");
        }
    }
}
