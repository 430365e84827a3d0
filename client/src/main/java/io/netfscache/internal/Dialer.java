package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.SessionId;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;

/** Opens connections to nodes as this client, and looks their names up for that. */
final class Dialer {
    private static final String SOFTWARE =
            "netfs-cache-client/0.1.0 java/" + Runtime.version().feature();

    private final EventLoops loops;
    private final ClientConfig config;
    private final SessionId session;
    private final Counters counters;
    private final HostNames names = new HostNames(Wiring.lookUpThreads(), InetAddress::getAllByName);

    Dialer(EventLoops loops, ClientConfig config, SessionId session, Counters counters) {
        this.loops = loops;
        this.config = config;
        this.session = session;
        this.counters = counters;
    }

    /** Connects and says hello; completes within {@link Limits#CONNECT_DEADLINE}, with ENOBUFS when that fails. */
    CompletableFuture<Connection> open(SocketAddress address, Connection.Peer peer) {
        return open(address, peer, false, loops.next());
    }

    /** As {@link #open}, on that event loop and asking the node to be the session node. */
    CompletableFuture<Connection> openSession(SocketAddress address, Connection.Peer peer, EventLoop loop) {
        return open(address, peer, true, loop);
    }

    private CompletableFuture<Connection> open(
            SocketAddress address, Connection.Peer peer, boolean sessionNode, EventLoop loop) {
        Hello hello = new Hello(
                Hello.VERSION,
                Hello.VERSION,
                Hello.Role.CLIENT,
                session,
                sessionNode,
                config.principal(),
                Bytes.utf8(config.credentials()),
                SOFTWARE);
        Connection connection = new Connection(address, hello, peer, counters);
        try {
            Async.handled(names.lookUp(address, loop).whenComplete((found, error) -> {
                if (error != null) {
                    connection.failed(unreachable(address, error));
                } else {
                    connect(connection, address, found, loop);
                }
            }));
        } catch (RejectedExecutionException e) {
            connection.failed(closed());
        }
        return connection.opened();
    }

    /** Never on a thread of the program, in which Netty would leave thread-local caches of its own behind. */
    private static void connect(Connection connection, SocketAddress address, SocketAddress found, EventLoop loop) {
        try {
            loop.execute(() -> connectInLoop(connection, address, found, loop));
        } catch (RejectedExecutionException e) {
            connection.failed(closed());
        }
    }

    private static CacheException closed() {
        return new CacheException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the client is closed");
    }

    private static void connectInLoop(
            Connection connection, SocketAddress address, SocketAddress found, EventLoop loop) {
        if (loop.isShuttingDown()) {
            connection.failed(closed());
            return;
        }
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                // The address is looked up already; Netty's resolver would listen for the end of the loop.
                .disableResolver()
                .channel(Wiring.socketChannel(found))
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Limits.CONNECT_DEADLINE.toMillis())
                .handler(new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        connection.buildPipeline(channel);
                    }
                });
        if (found instanceof InetSocketAddress) {
            // The epoll transport does not set it by itself: without it small requests wait for acknowledgements.
            bootstrap.option(ChannelOption.TCP_NODELAY, true).option(ChannelOption.SO_KEEPALIVE, true);
        }
        ChannelFuture connecting = bootstrap.connect(Wiring.socketAddress(found));
        Async.handled(connecting.addListener(done -> {
            if (!done.isSuccess()) {
                connection.failed(unreachable(address, done.cause()));
            }
        }));
    }

    private static CacheException unreachable(SocketAddress address, Throwable cause) {
        return new CacheException(
                ErrorCode.ENOBUFS, Reason.NO_NODES, "cannot connect to " + Addresses.text(address) + ": " + cause);
    }

    /** Ends the look-ups and then the event loops, and waits for the threads of both until {@code end} of that clock. */
    void close(LongSupplier clock, long end) {
        names.shutdown();
        loops.close(Duration.ofNanos(Math.max(0, end - clock.getAsLong())));
        boolean unused = names.awaitEnd(Duration.ofNanos(Math.max(0, end - clock.getAsLong())));
    }
}
