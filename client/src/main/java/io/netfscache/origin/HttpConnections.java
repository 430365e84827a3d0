package io.netfscache.origin;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** The connections of one origin: those in use, and some kept for the next request. Has no threads. */
final class HttpConnections implements AutoCloseable {
    private final LongSupplier clock;
    /** The one that was used last comes first. */
    private final Deque<HttpConnection> idle = new ArrayDeque<>();

    private final Set<HttpConnection> used = new HashSet<>();
    private int opening;
    private boolean closed;

    HttpConnections(LongSupplier clock) {
        this.clock = clock;
    }

    /** One that is kept and was not closed by the server as far as one can see; null if there is none. */
    synchronized @Nullable HttpConnection reuse(HttpServerAddress server) {
        dropOld();
        for (Iterator<HttpConnection> each = idle.iterator(); each.hasNext(); ) {
            HttpConnection connection = each.next();
            if (connection.server().equals(server)) {
                each.remove();
                used.add(connection);
                return connection;
            }
        }
        return null;
    }

    HttpConnection open(HttpServerAddress server) throws IOException {
        reserve();
        HttpConnection made = null;
        try {
            made = HttpConnection.open(server, clock);
            return made;
        } finally {
            opened(made);
        }
    }

    private synchronized void reserve() throws IOException {
        long end = clock.getAsLong() + HttpLimits.RESPONSE_DEADLINE.toNanos();
        while (!closed && used.size() + opening >= HttpLimits.MAX_CONNECTIONS) {
            long millis = (end - clock.getAsLong()) / 1_000_000;
            if (millis <= 0) {
                throw new SocketTimeoutException(
                        "all " + HttpLimits.MAX_CONNECTIONS + " connections to the origin are in use");
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new java.io.InterruptedIOException("interrupted while waiting for a connection");
            }
        }
        requireOpen();
        opening++;
    }

    private void requireOpen() throws IOException {
        if (closed) {
            throw new IOException("the origin is closed");
        }
    }

    private synchronized void opened(@Nullable HttpConnection made) throws IOException {
        opening--;
        notifyAll();
        if (made != null) {
            used.add(made);
            if (closed) {
                discard(made);
                requireOpen();
            }
        }
    }

    /** The response has been read to its end. */
    synchronized void giveBack(HttpConnection connection) {
        if (closed || idle.size() >= HttpLimits.MAX_IDLE_CONNECTIONS || connection.hasSurplus()) {
            discard(connection);
            return;
        }
        used.remove(connection);
        connection.idleFrom(clock.getAsLong());
        idle.push(connection);
        dropOld();
        notifyAll();
    }

    synchronized void discard(HttpConnection connection) {
        used.remove(connection);
        connection.close();
        notifyAll();
    }

    private void dropOld() {
        while (!idle.isEmpty() && idle.getLast().isIdleTooLong(clock.getAsLong())) {
            idle.removeLast().close();
        }
    }

    /** Closes all; who waits for a response gets an error. */
    @Override
    public synchronized void close() {
        closed = true;
        idle.forEach(HttpConnection::close);
        idle.clear();
        used.forEach(HttpConnection::close);
        used.clear();
        notifyAll();
    }
}
