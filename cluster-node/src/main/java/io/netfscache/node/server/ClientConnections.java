package io.netfscache.node.server;

import io.netfscache.node.placement.Views;
import io.netfscache.protocol.View;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The clients' connections: each is sent the view when it begins and whenever it changes. Safe for use by many threads. */
public final class ClientConnections {
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Views views = new Views(this::announce);

    public Views views() {
        return views;
    }

    /** A connection may see one view twice, but misses none: it is added before the current one is sent. */
    void add(Connection connection) {
        connections.add(connection);
        connection.channel().closeFuture().addListener(closed -> connections.remove(connection));
        connection.send(views.current());
    }

    int size() {
        return connections.size();
    }

    private void announce(View view) {
        connections.forEach(connection -> connection.send(view));
    }

    void endAll(String message) {
        connections.forEach(connection -> connection.end(message));
    }
}
