package io.netfscache.node.server;

import io.netfscache.node.placement.Views;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The clients' connections: each is sent the view when it begins and whenever it changes. Safe for use by many threads. */
public final class ClientConnections {
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private volatile int limit;
    private final Views views = new Views(this::announce);

    public ClientConnections(int limit) {
        this.limit = limit;
    }

    public Views views() {
        return views;
    }

    /** A connection may see one view twice, but misses none: it is added before the current one is sent. */
    void add(Connection connection) {
        connections.add(connection);
        connection.channel().closeFuture().addListener(closed -> connections.remove(connection));
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

    /** Asks the sessions to leave; whether all have closed their connections in time. Not on an event loop. */
    boolean dismiss(String message, Duration atMost) {
        List<Connection> sessions =
                connections.stream().filter(Connection::isSession).toList();
        sessions.forEach(session -> session.send(new Goodbye(message)));
        CompletableFuture<?>[] gone = sessions.stream().map(Connection::gone).toArray(CompletableFuture[]::new);
        try {
            CompletableFuture.allOf(gone).get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
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
