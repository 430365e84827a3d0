package io.netfscache.origin;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One connection to a server, for one request and its response at a time. An interrupt of the thread that waits on it
 * closes it, and so does {@link #close}, which any thread may call.
 */
final class HttpConnection implements AutoCloseable {
    private final HttpServerAddress server;
    private final SocketChannel channel;
    private final java.net.Socket socket;
    private final InputStream in;
    private final LongSupplier clock;
    private final Duration timeout;
    private final byte[] buffer = new byte[HttpLimits.BUFFER_BYTES];
    private int next;
    private int limit;
    private int timeoutMillis;
    private boolean answered;
    /** Bytes of the body of the request that have not been sent. */
    private long owed;

    private long idleSince;
    /** Of the body: time waited, and bytes that came in it, since there was last enough progress. */
    private long waited;

    private long progress;

    /** @param socket of the channel, or TLS over it */
    HttpConnection(
            HttpServerAddress server,
            SocketChannel channel,
            java.net.Socket socket,
            LongSupplier clock,
            Duration timeout)
            throws IOException {
        this.server = server;
        this.channel = channel;
        this.socket = socket;
        this.in = socket.getInputStream();
        this.clock = clock;
        this.timeout = timeout;
    }

    HttpServerAddress server() {
        return server;
    }

    /** Sends a request without a body and waits for the head of its response. */
    HttpHead exchange(String request) throws IOException {
        begin(request, 0);
        return head();
    }

    /**
     * Sends the head of a request.
     *
     * @param length bytes of its body, which follow by {@link #send}
     */
    void begin(String request, long length) throws IOException {
        answered = false;
        waited = 0;
        progress = 0;
        owed = length;
        socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes of the body of a request; waits, without a limit of its own, until the system has taken them. */
    void send(byte[] bytes, int count) throws IOException {
        socket.getOutputStream().write(bytes, 0, count);
        owed -= count;
    }

    /** Ends the wait of another thread in {@link #send} with an error. What the server has to say can still be read. */
    void stopSending() {
        try {
            channel.shutdownOutput();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("the sending to " + server + " could not be stopped", e);
        }
    }

    /** Whether part of a body has not been sent: then no other request can follow. */
    boolean owesBytes() {
        return owed > 0;
    }

    /** Waits for the head of the response; interim responses are skipped. */
    HttpHead head() throws IOException {
        long end = clock.getAsLong() + timeout.toNanos();
        for (int heads = 0; heads <= HttpLimits.MAX_INTERIM; heads++) {
            HttpHead head = nextHead(end);
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new ProtocolException("more than " + HttpLimits.MAX_INTERIM + " interim responses");
    }

    /** The head of a response that has come already; null if none has. Interim responses are skipped. */
    @Nullable
    HttpHead earlyHead() throws IOException {
        for (int heads = 0; heads <= HttpLimits.MAX_INTERIM; heads++) {
            if (!hasSurplus()) {
                return null;
            }
            HttpHead head = nextHead(clock.getAsLong() + timeout.toNanos());
            if (head.status() >= 200) {
                return head;
            }
        }
        throw new ProtocolException("more than " + HttpLimits.MAX_INTERIM + " interim responses");
    }

    private HttpHead nextHead(long end) throws IOException {
        HttpHead head = HttpHead.parse(lines(end));
        if (head.status() == 101) {
            throw new ProtocolException("the server switched protocols unasked");
        }
        if (head.status() >= 200) {
            waited = 0;
            progress = 0;
        }
        return head;
    }

    /** Whether the server has sent anything since the request: if not, a kept connection may have been stale. */
    boolean answered() {
        return answered;
    }

    private List<String> lines(long end) throws IOException {
        List<String> lines = new ArrayList<>();
        int left = HttpLimits.MAX_HEAD_BYTES;
        while (true) {
            String line = line(left, end);
            left -= line.length() + 2;
            if (!line.isEmpty()) {
                lines.add(line);
            } else if (!lines.isEmpty()) {
                return lines;
            }
        }
    }

    /** A line without its end, of at most {@code longest} bytes; the deadline is of the clock. */
    String line(int longest, long end) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            if (next == limit) {
                refill(end);
            }
            int start = next;
            while (next < limit && buffer[next] != '\n') {
                next++;
            }
            line.append(new String(buffer, start, next - start, StandardCharsets.ISO_8859_1));
            if (line.length() > longest) {
                throw new ProtocolException(
                        "the head of the response has more than " + HttpLimits.MAX_HEAD_BYTES + " bytes");
            }
            if (next < limit) {
                next++;
                int length = line.length();
                if (length > 0 && line.charAt(length - 1) == '\r') {
                    line.setLength(length - 1);
                }
                return line.toString();
            }
        }
    }

    String line(int longest) throws IOException {
        return line(longest, clock.getAsLong() + timeout.toNanos());
    }

    private void refill(long end) throws IOException {
        int n = receive(buffer, 0, buffer.length, Duration.ofNanos(end - clock.getAsLong()));
        if (n < 0) {
            throw new EOFException("the server closed the connection before its response was complete");
        }
        next = 0;
        limit = n;
    }

    /** Reads some bytes of a body; -1 at the end of the stream. */
    int read(ByteBuffer into, int most) throws IOException {
        int n;
        if (next < limit) {
            n = Math.min(most, limit - next);
            into.put(buffer, next, n);
            next += n;
            return n;
        }
        if (!into.hasArray()) {
            n = receive(buffer, 0, Math.min(most, buffer.length), timeout);
            into.put(buffer, 0, Math.max(0, n));
            return n;
        }
        n = receive(into.array(), into.arrayOffset() + into.position(), most, timeout);
        into.position(into.position() + Math.max(0, n));
        return n;
    }

    private int receive(byte[] to, int offset, int most, Duration wait) throws IOException {
        requireProgress();
        int millis = (int) Math.max(1, wait.toMillis());
        // Setting it is cheap, but a request has several reads of the same deadline.
        if (millis != timeoutMillis) {
            socket.setSoTimeout(millis);
            timeoutMillis = millis;
        }
        long begin = clock.getAsLong();
        try {
            int n = in.read(to, offset, most);
            answered |= n > 0;
            progress += Math.max(0, n);
            waited += clock.getAsLong() - begin;
            return n;
        } catch (SocketTimeoutException e) {
            throw new SocketTimeoutException("nothing came from " + server + " for " + timeout);
        }
    }

    /** A server that sends a byte now and then would hold its reader for ever; only the waits for it count. */
    private void requireProgress() throws SocketTimeoutException {
        if (waited < timeout.toNanos()) {
            return;
        }
        if (progress < HttpLimits.MIN_PROGRESS_BYTES) {
            throw new SocketTimeoutException("only " + progress + " bytes came from " + server + " in " + timeout);
        }
        waited = 0;
        progress = 0;
    }

    /** Whether the server has sent something beyond the last response. */
    boolean hasSurplus() throws IOException {
        return next < limit || in.available() > 0;
    }

    void idleFrom(long nanos) {
        idleSince = nanos;
    }

    boolean isIdleTooLong(long nanos) {
        return nanos - idleSince > HttpLimits.MAX_IDLE.toNanos();
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("a socket could not be closed", e);
        }
    }
}
