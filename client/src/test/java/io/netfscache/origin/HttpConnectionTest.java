package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpConnectionTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final AtomicLong now = new AtomicLong();

    /** Sends a head at once, and then some bytes of a body shortly before each time-out. */
    private final class Slow extends Socket {
        private final int bytes;
        private boolean begun;

        Slow(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void setSoTimeout(int millis) {}

        @Override
        public OutputStream getOutputStream() {
            return OutputStream.nullOutputStream();
        }

        @Override
        public InputStream getInputStream() {
            return new InputStream() {
                @Override
                public int read() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(byte[] into, int offset, int most) {
                    byte[] head = "HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1);
                    if (!begun) {
                        begun = true;
                        System.arraycopy(head, 0, into, offset, head.length);
                        return head.length;
                    }
                    now.addAndGet(TIMEOUT.minusSeconds(1).toNanos());
                    return Math.min(most, bytes);
                }
            };
        }
    }

    private HttpConnection connection(int bytesAtATime) throws IOException {
        HttpServerAddress server = HttpUrl.parse("http://h/").server();
        HttpConnection connection =
                new HttpConnection(server, SocketChannel.open(), new Slow(bytesAtATime), now::get, TIMEOUT);
        assertThat(connection.exchange("GET / HTTP/1.1\r\n\r\n").status()).isEqualTo(200);
        return connection;
    }

    @Test
    void aBodyOfWhichAByteComesNowAndThenIsAStall() throws IOException {
        try (HttpConnection connection = connection(1)) {
            ByteBuffer into = ByteBuffer.allocate(100);
            assertThatExceptionOfType(SocketTimeoutException.class)
                    .isThrownBy(() -> {
                        while (into.hasRemaining()) {
                            assertThat(connection.read(into, into.remaining())).isOne();
                        }
                    })
                    .withMessageContaining("only 2 bytes");
        }
    }

    @Test
    void aBodyThatComesSlowlyIsRead() throws IOException {
        try (HttpConnection connection = connection(HttpLimits.MIN_PROGRESS_BYTES)) {
            ByteBuffer into = ByteBuffer.allocate(100 * HttpLimits.MIN_PROGRESS_BYTES);
            while (into.hasRemaining()) {
                assertThat(connection.read(into, into.remaining())).isEqualTo(HttpLimits.MIN_PROGRESS_BYTES);
            }
        }
    }
}
