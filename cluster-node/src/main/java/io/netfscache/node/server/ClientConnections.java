package io.netfscache.node.server;

import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.node.placement.Views;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.View;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The clients' connections: each is sent the view when it begins and whenever it changes. Safe for use by many threads. */
public final class ClientConnections {
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final LongSupplier nanoClock;
    private final Views views = new Views(this::announce);
    private volatile int limit;
    /** Until when a session whose connection this side has closed may still hold a lease, if there is one; nanoClock. */
    private volatile @Nullable Long lentUntil;

    /** @param nanoClock monotonic */
    public ClientConnections(int limit, LongSupplier nanoClock) {
        this.limit = limit;
        this.nanoClock = nanoClock;
    }

    public Views views() {
        return views;
    }

    /** A connection may see one view twice, but misses none: it is added before the current one is sent. */
    void add(Connection connection) {
        connections.add(connection);
        connection.channel().closeFuture().addListener(closed -> connections.remove(connection));
        if (connection.isSession()) {
            connection.channel().pipeline().addFirst("cut", new Cut());
        }
        connection.send(views.current());
    }

    /** Whether one more is to be refused. */
    boolean isFull() {
        return connections.size() >= limit;
    }

    /** Those that are there stay. */
    public void limit(int most) {
        limit = most;
    }

    private void announce(View view) {
        connections.forEach(connection -> connection.send(view));
    }

    /**
     * Notes that this side closes the connection of a session: that says nothing of its lease, which the session gives up
     * only when it reads the end of the connection or its time is over. When the other side closes, this is not called.
     */
    private final class Cut extends ChannelOutboundHandlerAdapter {
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            if (context.channel().isActive()) {
                lentUntil = nanoClock.getAsLong() + LeaseTimes.elsewhere(LeaseTimes.LEASE, Rules.ALL);
            }
            context.close(promise);
        }
    }

    private boolean mayHoldLease() {
        Long until = lentUntil;
        return until != null && until - nanoClock.getAsLong() > 0;
    }

    /**
     * Asks the sessions to leave; whether none can hold a lease any more: all have closed their connections in time, and
     * those that this side had closed before have run out. Not on an event loop.
     */
    boolean dismiss(String message, Duration atMost) {
        List<Connection> sessions =
                connections.stream().filter(Connection::isSession).toList();
        sessions.forEach(session -> session.send(new Goodbye(message)));
        CompletableFuture<?>[] gone = sessions.stream().map(Connection::gone).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(gone).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return !mayHoldLease();
        } catch (TimeoutException | ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    void endAll(String message) {
        connections.forEach(connection -> connection.end(message));
    }
}
