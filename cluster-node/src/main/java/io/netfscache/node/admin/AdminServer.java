package io.netfscache.node.admin;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.Reasons;
import io.netfscache.node.admin.Pages.Page;
import io.netfscache.node.net.AddressText;
import io.netfscache.node.net.Transport;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.timeout.IdleStateHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * The admin port: HTTP/1.1, one request per connection. It answers from the start of the node, which may have to wait for members
 * that hang: {@link StartingPages} until the node has {@link AdminPages}.
 */
public final class AdminServer implements AutoCloseable {
    private volatile Pages pages;
    /** The oldest first. */
    private final Set<Channel> connections = new LinkedHashSet<>();

    private final Channel channel;
    private volatile int maxConnections = NodeLimits.MAX_ADMIN_CONNECTIONS;

    /**
     * Opens the port; answers that the node starts.
     *
     * @param threads completes when each thread that must never be stuck has answered; does not block
     * @throws IOException when the address cannot be had; the message names it
     */
    public static AdminServer start(
            Transport transport,
            EventLoopGroup loops,
            InetSocketAddress address,
            Supplier<CompletionStage<Void>> threads)
            throws IOException {
        return new AdminServer(transport, loops, address, new StartingPages(threads));
    }

    private AdminServer(Transport transport, EventLoopGroup loops, InetSocketAddress address, Pages pages)
            throws IOException {
        this.pages = pages;
        ChannelFuture bound = new ServerBootstrap()
                .group(loops)
                .channel(transport.server())
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel accepted) {
                        accept(accepted);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        Throwable cause = bound.cause();
        if (cause != null) {
            throw new IOException(
                    "cannot listen on " + AddressText.of(address) + " (admin port, --admin): " + Reasons.of(cause),
                    cause);
        }
        channel = bound.channel();
    }

    private void accept(SocketChannel accepted) {
        enter(accepted);
        Future<?> end = accepted.eventLoop()
                .schedule(() -> accepted.close(), NodeLimits.ADMIN_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        accepted.closeFuture().addListener(closed -> {
            leave(accepted);
            end.cancel(false);
        });
        accepted.pipeline()
                .addLast("idle", new IdleStateHandler(0, 0, (int) NodeLimits.ADMIN_IDLE.toSeconds()))
                .addLast("http", new HttpServerCodec())
                .addLast("whole", new HttpObjectAggregator(NodeLimits.MAX_ADMIN_REQUEST_BYTES))
                .addLast("requests", new Requests());
    }

    /** The oldest goes for a new one: whoever keeps all connections must not keep out the probes that a node lives by. */
    private void enter(Channel accepted) {
        Channel oldest = null;
        synchronized (connections) {
            if (connections.size() >= maxConnections) {
                Iterator<Channel> all = connections.iterator();
                oldest = all.next();
                all.remove();
            }
            connections.add(accepted);
        }
        if (oldest != null) {
            oldest.close();
        }
    }

    private void leave(Channel closed) {
        synchronized (connections) {
            connections.remove(closed);
        }
    }

    /** Gives these answers from now on. */
    public void answer(AdminPages started) {
        pages = started;
    }

    /** Connections from now on; those that are there stay. */
    public void limit(int connectionsAtMost) {
        maxConnections = connectionsAtMost;
    }

    public InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly(NodeLimits.STOP_DEADLINE.toMillis());
    }

    private CompletionStage<Page> page(FullHttpRequest request) {
        if (request.decoderResult().isFailure()) {
            return CompletableFuture.completedFuture(
                    AdminPages.error(HttpResponseStatus.BAD_REQUEST, "this is not HTTP, or too long"));
        }
        if (!request.method().equals(HttpMethod.GET)) {
            return CompletableFuture.completedFuture(
                    AdminPages.error(HttpResponseStatus.METHOD_NOT_ALLOWED, "only GET is answered here"));
        }
        return pages.get(request.uri(), request.headers().get(HttpHeaderNames.ACCEPT, ""));
    }

    private static FullHttpResponse response(Page page) {
        byte[] text = page.body().getBytes(StandardCharsets.UTF_8);
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, page.status(), Unpooled.wrappedBuffer(text));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, page.contentType())
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            page(request)
                    .thenAccept(page -> context.writeAndFlush(response(page)).addListener(ChannelFutureListener.CLOSE));
        }

        @Override
        public void userEventTriggered(ChannelHandlerContext context, Object idle) {
            context.close();
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
            context.close();
        }
    }
}
