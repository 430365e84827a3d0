package io.netfscache.node.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.Reasons;
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
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Answers {@code GET /health} (200 while the serving lease is held, else 503), {@code /status} and {@code /stats} in JSON. */
public final class AdminServer implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final BooleanSupplier healthy;
    private final Supplier<Map<String, String>> status;
    private final Supplier<Map<String, Long>> stats;
    private final AtomicInteger connections = new AtomicInteger();
    private final Channel channel;
    private volatile int maxConnections = NodeLimits.MAX_ADMIN_CONNECTIONS;

    /** @throws IOException when the address cannot be had; the message names it */
    public static AdminServer start(
            Transport transport,
            EventLoopGroup loops,
            InetSocketAddress address,
            BooleanSupplier healthy,
            Supplier<Map<String, String>> status,
            Supplier<Map<String, Long>> stats)
            throws IOException {
        return new AdminServer(transport, loops, address, healthy, status, stats);
    }

    private AdminServer(
            Transport transport,
            EventLoopGroup loops,
            InetSocketAddress address,
            BooleanSupplier healthy,
            Supplier<Map<String, String>> status,
            Supplier<Map<String, Long>> stats)
            throws IOException {
        this.healthy = healthy;
        this.status = status;
        this.stats = stats;
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
        if (connections.get() >= maxConnections) {
            accepted.close();
            return;
        }
        connections.incrementAndGet();
        accepted.closeFuture().addListener(closed -> connections.decrementAndGet());
        accepted.pipeline()
                .addLast("idle", new IdleStateHandler(0, 0, (int) NodeLimits.ADMIN_IDLE.toSeconds()))
                .addLast("http", new HttpServerCodec())
                .addLast("whole", new HttpObjectAggregator(NodeLimits.MAX_ADMIN_REQUEST_BYTES))
                .addLast("requests", new Requests());
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

    private FullHttpResponse respond(FullHttpRequest request) {
        if (!request.method().equals(HttpMethod.GET)) {
            return json(HttpResponseStatus.METHOD_NOT_ALLOWED, Map.of("error", "only GET is answered here"));
        }
        String path = request.uri().split("\\?", 2)[0];
        return switch (path) {
            case "/health" ->
                healthy.getAsBoolean()
                        ? json(HttpResponseStatus.OK, Map.of("healthy", true))
                        : json(
                                HttpResponseStatus.SERVICE_UNAVAILABLE,
                                Map.of("healthy", false, "reason", "no serving lease"));
            case "/status" -> json(HttpResponseStatus.OK, new TreeMap<>(status.get()));
            case "/stats" -> json(HttpResponseStatus.OK, new TreeMap<>(stats.get()));
            default -> json(HttpResponseStatus.NOT_FOUND, Map.of("error", "there are /health, /status and /stats"));
        };
    }

    private static FullHttpResponse json(HttpResponseStatus code, Map<String, ?> body) {
        byte[] text;
        try {
            text = (JSON.writeValueAsString(body) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a map of strings and numbers is always JSON", e);
        }
        FullHttpResponse response =
                new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, code, Unpooled.wrappedBuffer(text));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .set(HttpHeaderNames.CONTENT_LENGTH, text.length)
                .set(HttpHeaderNames.CONNECTION, "close");
        return response;
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
            context.writeAndFlush(respond(request)).addListener(ChannelFutureListener.CLOSE);
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
