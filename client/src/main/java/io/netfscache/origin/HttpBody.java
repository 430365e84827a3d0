package io.netfscache.origin;

import java.io.EOFException;
import java.io.IOException;
import java.net.ProtocolException;
import java.nio.ByteBuffer;

/**
 * The body of a response, pulled from the connection by its reader. At its end the connection goes back to be used again;
 * a body that is closed before that takes its connection with it, unless little is left. For use by one thread at a time.
 */
final class HttpBody implements HttpContent {
    private static final long TO_THE_END = Long.MAX_VALUE;

    private final HttpConnections connections;
    private final HttpConnection connection;
    private final boolean reusable;
    private final boolean chunked;
    /** Of the body, or of the current chunk. */
    private long left;

    private boolean firstChunk = true;
    private boolean ended;

    HttpBody(HttpConnections connections, HttpConnection connection, HttpHead head, boolean hasBody)
            throws IOException {
        this.connections = connections;
        this.connection = connection;
        this.chunked = hasBody && head.isChunked();
        long length = hasBody && !chunked ? head.contentLength() : 0;
        this.left = length < 0 ? TO_THE_END : length;
        // Both lengths at once is how requests are smuggled: such a connection is not trusted any further.
        this.reusable = head.keepsAlive() && length >= 0 && !(chunked && head.header("content-length") != null);
        if (!chunked && left == 0) {
            end();
        }
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int start = into.position();
        boolean done = false;
        try {
            while (into.hasRemaining() && !ended) {
                if (chunked && left == 0) {
                    nextChunk();
                } else {
                    readSome(into);
                }
            }
            if (chunked && !ended && left == 0) {
                nextChunk();
            }
            done = true;
            return into.position() - start;
        } finally {
            if (!done) {
                abandon();
            }
        }
    }

    private void readSome(ByteBuffer into) throws IOException {
        int n = connection.read(into, (int) Math.min(into.remaining(), left));
        if (n < 0) {
            if (left != TO_THE_END) {
                throw new EOFException(
                        "the server closed the connection " + left + " bytes before the end of the body");
            }
            end();
        } else if (left != TO_THE_END) {
            left -= n;
            if (left == 0 && !chunked) {
                end();
            }
        }
    }

    private void nextChunk() throws IOException {
        if (!firstChunk && !connection.line(HttpLimits.MAX_HEAD_BYTES).isEmpty()) {
            throw new ProtocolException("a chunk is longer than its size");
        }
        firstChunk = false;
        String line = connection.line(HttpLimits.MAX_HEAD_BYTES);
        int extension = line.indexOf(';');
        String size = (extension < 0 ? line : line.substring(0, extension)).strip();
        left = HttpHead.number(size, 16, "the size of a chunk");
        if (left == 0) {
            skipTrailers();
            end();
        }
    }

    private void skipTrailers() throws IOException {
        int room = HttpLimits.MAX_HEAD_BYTES;
        for (String line = connection.line(room); !line.isEmpty(); line = connection.line(room)) {
            room -= line.length();
        }
    }

    private void end() {
        if (ended) {
            return;
        }
        ended = true;
        if (reusable) {
            connections.giveBack(connection);
        } else {
            connections.discard(connection);
        }
    }

    private void abandon() {
        if (!ended) {
            ended = true;
            connections.discard(connection);
        }
    }

    @Override
    public boolean ended() {
        return ended;
    }

    @Override
    public void close() {
        if (!ended && !chunked && left <= HttpLimits.MAX_DRAIN_BYTES) {
            try {
                read(ByteBuffer.allocate((int) left));
            } catch (IOException e) {
                // Nobody wants these bytes, and the connection has been given up already.
                abandon();
            }
        }
        abandon();
    }
}
