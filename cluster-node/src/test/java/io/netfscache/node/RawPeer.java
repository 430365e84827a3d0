package io.netfscache.node;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;

/** Somebody at the other end of a socket who sends what he likes. */
final class RawPeer implements AutoCloseable {
    private final Socket socket = new Socket();
    private final ByteArrayOutputStream received = new ByteArrayOutputStream();
    private boolean closed;

    RawPeer(InetSocketAddress to) throws IOException {
        socket.connect(to, 5000);
    }

    /** Sends what still can be sent: the other end may have had enough. */
    RawPeer send(byte... bytes) throws IOException {
        try {
            socket.getOutputStream().write(bytes);
        } catch (SocketException e) {
            closed = true;
        }
        return this;
    }

    RawPeer endOutput() throws IOException {
        socket.shutdownOutput();
        return this;
    }

    /** Whether the other end has closed; takes what has come in until then. */
    boolean isClosed() throws IOException {
        return closed || !take(1);
    }

    /** Everything that comes until the other end closes, which it must do within 30 s. */
    String receiveAll() throws IOException {
        while (take(30_000)) {
            if (received.size() > 10_000_000) {
                throw new IOException("it does not stop");
            }
        }
        return received.toString(StandardCharsets.ISO_8859_1);
    }

    private boolean take(int waitMillis) throws IOException {
        byte[] some = new byte[8192];
        socket.setSoTimeout(waitMillis);
        try {
            int n = socket.getInputStream().read(some);
            received.write(some, 0, Math.max(0, n));
            closed = n < 0;
        } catch (SocketTimeoutException e) {
            if (waitMillis > 1) {
                throw e;
            }
        } catch (SocketException reset) {
            closed = true;
        }
        return !closed;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
