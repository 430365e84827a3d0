package io.netfscache.cli.demo;

import io.netfscache.cli.HostPort;
import io.netfscache.cli.Wiring;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A plain HTTP server of files that counts the bytes of bodies as they leave. HEAD, ranges, entity tags, If-Match,
 * If-Range; connections are kept alive. Bytes go from the file to the socket by sendfile.
 */
final class OriginServer implements AutoCloseable {
    private static final int THREADS = 2;

    private final AtomicLong bodyBytes = new AtomicLong();
    private final EventLoopGroup threads;
    private final Channel channel;

    private OriginServer(Map<String, Path> files, InetAddress address) throws IOException {
        ThreadFactory daemons = task -> Wiring.daemonThread("demo-origin", task);
        threads = new MultiThreadIoEventLoopGroup(THREADS, daemons, NioIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        initialise(connection.pipeline(), files);
                    }
                });
        var bound = bootstrap.bind(new InetSocketAddress(address, 0)).awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop(threads);
            throw new IOException("the origin server cannot listen", bound.cause());
        }
        channel = bound.channel();
    }

    /** Serves {@code files}, by path, on a free port of the address. */
    static OriginServer start(Map<String, Path> files, InetAddress address) throws IOException {
        return new OriginServer(Map.copyOf(files), address);
    }

    private void initialise(ChannelPipeline pipeline, Map<String, Path> files) {
        HttpDecoderConfig limits = new HttpDecoderConfig().setMaxHeaderSize(DemoLimits.MAX_HTTP_HEADER_BYTES);
        pipeline.addLast("http", new HttpServerCodec(limits));
        pipeline.addLast("files", new OriginRequestHandler(files, bodyBytes));
    }

    /** {@code http://127.0.0.1:port}. */
    String url() {
        return "http://" + HostPort.format((InetSocketAddress) channel.localAddress());
    }

    /** Bytes of bodies that have left so far. */
    long bodyBytes() {
        return bodyBytes.get();
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        stop(threads);
    }

    private static void stop(EventLoopGroup threads) {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
