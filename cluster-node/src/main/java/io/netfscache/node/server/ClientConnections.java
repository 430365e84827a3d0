package io.netfscache.node.server;

import io.netfscache.node.placement.Views;
import io.netfscache.protocol.View;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

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

    void endAll(String message) {
        connections.forEach(connection -> connection.end(message));
    }
}
