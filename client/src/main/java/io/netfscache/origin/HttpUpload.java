package io.netfscache.origin;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A request that changes something, while it is sent. A server may answer before it has the whole body, to refuse it: then
 * no more is sent. For use by one thread; close it.
 */
final class HttpUpload implements AutoCloseable {
    private final HttpConnections connections;
    private final HttpConnection connection;
    private final String method;
    private final HttpUrl url;
    private final Duration timeout;
    private final byte[] piece;
    private volatile boolean stalled;
    private boolean answered;

    /** @param timeout longest wait for the server to take a piece of the body */
    HttpUpload(
            HttpConnections connections,
            HttpConnection connection,
            String method,
            HttpUrl url,
            long length,
            Duration timeout) {
        this.connections = connections;
        this.connection = connection;
        this.method = method;
        this.url = url;
        this.timeout = timeout;
        this.piece = new byte[(int) Math.min(length, HttpLimits.SEND_BYTES)];
    }

    /**
     * Sends all of {@code from}.
     *
     * @return what the server has answered before the end of the body; null if it has not
     */
    @Nullable
    HttpResponse send(ByteBuffer from) throws IOException {
        while (from.hasRemaining()) {
            HttpHead early = connection.earlyHead();
            if (early != null) {
                return response(early);
            }
            int count = Math.min(piece.length, from.remaining());
            from.get(piece, 0, count);
            HttpResponse instead = sendPiece(count);
            if (instead != null) {
                return instead;
            }
        }
        return null;
    }

    /** A server that has answered and closed makes the sending fail, and its answer is what is to be told. */
    private @Nullable HttpResponse sendPiece(int count) throws IOException {
        Runnable callOff = Wiring.alarm(timeout, this::stalled);
        try {
            connection.send(piece, count);
            return null;
        } catch (IOException e) {
            if (stalled && !connection.hasSurplus()) {
                throw new SocketTimeoutException(connection.server() + " took nothing of the body for " + timeout);
            }
            try {
                return response(connection.head());
            } catch (IOException noAnswer) {
                e.addSuppressed(noAnswer);
                throw e;
            }
        } finally {
            callOff.run();
        }
    }

    private void stalled() {
        stalled = true;
        connection.stopSending();
    }

    private HttpResponse response(HttpHead head) throws IOException {
        boolean hasBody = head.status() != 204 && head.status() != 304;
        HttpResponse response =
                new HttpResponse(method, url, head, new HttpBody(connections, connection, head, hasBody));
        answered = true;
        return response;
    }

    /**
     * Waits for the response, after the whole body has been sent.
     *
     * @throws HttpFailure when none comes: nobody knows then whether the server has done it
     */
    HttpResponse finish() throws IOException {
        try {
            return response(connection.head());
        } catch (IOException e) {
            IOException unknown =
                    HttpFailure.lasting("all of the request was sent, and then no answer came: whether the"
                            + " server has done it is not known (" + e.getMessage() + ")");
            unknown.initCause(e);
            throw unknown;
        }
    }

    /** Gives the request up if it has not been answered: a body that is cut off changes nothing. */
    @Override
    public void close() {
        if (!answered) {
            connections.discard(connection);
        }
    }
}
