package io.netfscache.origin;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of one origin: those in use, and some kept for the next request. Has no threads. */
final class HttpConnections implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HttpConnections.class);

    private final HttpDialer dialer;
    private final Duration timeout;
    private final LongSupplier clock;
    /** The one that was used last comes first. */
    private final Deque<HttpConnection> idle = new ArrayDeque<>();

    private final Set<HttpConnection> used = new HashSet<>();
    private int opening;
    private boolean closed;

    /** @param timeout longest wait while all connections that there may be are in use */
    HttpConnections(HttpDialer dialer, Duration timeout, LongSupplier clock) {
        this.dialer = dialer;
        this.timeout = timeout;
        this.clock = clock;
    }

    /** One that is kept and was not closed by the server as far as one can see; null if there is none. */
    synchronized @Nullable HttpConnection reuse(HttpServerAddress server) {
        dropOld();
        for (Iterator<HttpConnection> each = idle.iterator(); each.hasNext(); ) {
            HttpConnection connection = each.next();
            if (connection.server().equals(server)) {
                each.remove();
                if (isQuiet(connection)) {
                    used.add(connection);
                    return connection;
                }
                connection.close();
            }
        }
        return null;
    }

    /** What comes unasked is no answer to the next request. */
    private static boolean isQuiet(HttpConnection connection) {
        try {
            return !connection.hasSurplus();
        } catch (IOException e) {
            LOG.atDebug().addKeyValue("server", connection.server()).setCause(e).log("a kept connection is broken");
            return false;
        }
    }

    HttpConnection open(HttpServerAddress server) throws IOException {
        reserve();
        HttpConnection made = null;
        try {
            made = dialer.open(server);
            return made;
        } finally {
            opened(made);
        }
    }

    private synchronized void reserve() throws IOException {
        long end = clock.getAsLong() + timeout.toNanos();
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
            throw HttpFailure.lasting("the origin is closed");
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
        boolean fit = !connection.owesBytes() && isQuiet(connection);
        if (closed || idle.size() >= HttpLimits.MAX_IDLE_CONNECTIONS || !fit) {
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
