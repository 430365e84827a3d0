package io.netfscache.cli.chaos;

import io.netfscache.cli.HostPort;
import io.netfscache.cli.Wiring;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The HTTP server of the {@link ChaosFile}s. A file changes at once to the version whose number is PUT; its strong ETag is that
 * number. Behaves as a file server: of a body of more than 64 KiB the ETag is that of the beginning, and the bytes are those
 * that are there when they are sent; some answers are late. Counts what each client asks for, by its User-Agent.
 */
final class ChaosOrigin implements AutoCloseable {
    private final Map<String, OriginTraffic.Counter> traffic = new ConcurrentHashMap<>();
    private final EventLoopGroup threads = new MultiThreadIoEventLoopGroup(
            ChaosLimits.ORIGIN_THREADS,
            (java.util.concurrent.ThreadFactory) task -> Wiring.daemonThread("chaos-origin", task),
            NioIoHandler.newFactory());
    private final Channel channel;

    private ChaosOrigin(List<ChaosFile> files, InetSocketAddress address, long seed) throws IOException {
        Map<String, ChangingFile> served = files.stream()
                .map(ChangingFile::new)
                .collect(Collectors.toUnmodifiableMap(file -> file.file().path(), Function.identity()));
        LateAnswers late = new LateAnswers(seed);
        var bound = new ServerBootstrap()
                .group(threads)
                .channel(NioServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel connection) {
                        HttpDecoderConfig limits =
                                new HttpDecoderConfig().setMaxHeaderSize(ChaosLimits.MAX_HTTP_HEADER_BYTES);
                        connection
                                .pipeline()
                                .addLast("http", new HttpServerCodec(limits))
                                .addLast("whole", new HttpObjectAggregator(ChaosLimits.MAX_PUT_BYTES))
                                .addLast("files", new ChaosOriginHandler(served, traffic, late));
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            stop();
            throw new IOException("the origin cannot listen on " + HostPort.format(address), bound.cause());
        }
        channel = bound.channel();
    }

    /** Serves version 0 of the files. */
    static ChaosOrigin start(List<ChaosFile> files, InetSocketAddress address, long seed) throws IOException {
        return new ChaosOrigin(files, address, seed);
    }

    InetSocketAddress address() {
        return (InetSocketAddress) channel.localAddress();
    }

    /** {@code http://127.0.0.1:port}. */
    String url() {
        return "http://" + HostPort.format(address());
    }

    /** By User-Agent. */
    Map<String, OriginTraffic> traffic() {
        Map<String, OriginTraffic> snapshot = new TreeMap<>();
        traffic.forEach((client, counter) -> snapshot.put(client, counter.snapshot()));
        return snapshot;
    }

    /** Of all together. */
    OriginTraffic totalTraffic() {
        return traffic().values().stream().reduce(OriginTraffic.NONE, OriginTraffic::plus);
    }

    @Override
    public void close() {
        channel.close().awaitUninterruptibly();
        stop();
    }

    private void stop() {
        threads.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
