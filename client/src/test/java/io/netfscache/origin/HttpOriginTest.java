package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class HttpOriginTest {
    private final byte[] contents = new byte[100_000];
    private final AtomicInteger gets = new AtomicInteger();
    private HttpServer server;
    private Origins.OriginPath at;
    private volatile String etag = "\"v1\"";
    private volatile boolean ranges = true;
    private volatile boolean lies;
    private volatile boolean length = true;

    @BeforeEach
    void serve() throws IOException {
        new Random(1).nextBytes(contents);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/f", this::answer);
        server.start();
        at = Origins.resolve(
                "http://user:secret@127.0.0.1:" + server.getAddress().getPort() + "/f?x=1");
    }

    @AfterEach
    void stop() {
        at.origin().close();
        server.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (etag != null) {
                exchange.getResponseHeaders().set("ETag", etag);
            }
            String match = exchange.getRequestHeaders().getFirst("If-Match");
            if (match != null && !match.equals(etag) && !lies) {
                exchange.sendResponseHeaders(412, -1);
                return;
            }
            if ("HEAD".equals(exchange.getRequestMethod())) {
                if (length) {
                    exchange.getResponseHeaders().set("Content-Length", "" + contents.length);
                }
                exchange.sendResponseHeaders(200, -1);
                return;
            }
            gets.incrementAndGet();
            String range = exchange.getRequestHeaders().getFirst("Range");
            if (range != null && ranges) {
                String[] ends = range.substring("bytes=".length()).split("-", 2);
                int from = Integer.parseInt(ends[0]);
                int to = Integer.parseInt(ends[1]);
                exchange.getResponseHeaders()
                        .set("Content-Range", "bytes " + (lies ? from + 1 : from) + "-" + to + "/" + contents.length);
                exchange.sendResponseHeaders(206, to - from + 1);
                exchange.getResponseBody().write(contents, from, to - from + 1);
            } else {
                exchange.sendResponseHeaders(200, length ? contents.length : 0);
                exchange.getResponseBody().write(contents);
            }
        }
    }

    private byte[] read(OriginFile file, int position, int bytes) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(bytes);
        int n = file.read(position, into);
        return java.util.Arrays.copyOf(into.array(), n);
    }

    private byte[] expected(int position, int bytes) {
        return java.util.Arrays.copyOfRange(contents, position, position + bytes);
    }

    @Test
    void readsRangesOfTheExpectedVersion() throws IOException {
        OriginAttributes attributes = at.origin().stat(at.path());
        assertThat(attributes.size()).isEqualTo(contents.length);
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            assertThat(read(file, 5000, 1000)).isEqualTo(expected(5000, 1000));
            assertThat(read(file, 99_000, 5000)).isEqualTo(expected(99_000, 1000));
            assertThat(read(file, 100_000, 10)).isEmpty();
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.CERTIFIED);
        }
        assertThat(at.origin().bytesRead()).isEqualTo(2000);
        assertThat(at.origin().volumeKey()).startsWith("http,127.0.0.1,");
    }

    @Test
    void anotherVersionIsAChange() throws IOException {
        OriginAttributes attributes = at.origin().stat(at.path());
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            etag = "\"v2\"";
            assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> read(file, 0, 10));
            lies = true;
            assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> read(file, 0, 10));
            etag = "\"v1\"";
            assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> read(file, 0, 10));
        }
    }

    @Test
    void aServerWithoutRangesIsReadAsAStream() throws IOException {
        ranges = false;
        OriginAttributes attributes = at.origin().stat(at.path());
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            assertThat(read(file, 0, 40_000)).isEqualTo(expected(0, 40_000));
            assertThat(read(file, 40_000, 60_000)).isEqualTo(expected(40_000, 60_000));
            assertThat(gets).hasValue(1);
            assertThat(read(file, 50_000, 10)).isEqualTo(expected(50_000, 10));
        }
    }

    @Test
    void withoutLengthOrValidatorItIsReadableAndNotCacheable() throws IOException {
        etag = null;
        length = false;
        ranges = false;
        OriginAttributes attributes = at.origin().stat(at.path());
        assertThat(attributes.cacheable()).isFalse();
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            assertThat(read(file, 0, 200_000)).isEqualTo(contents);
        }
        etag = "W/\"weak\"";
        length = true;
        assertThat(at.origin().stat(at.path()).cacheable()).isFalse();
    }

    @Test
    void errorsNameTheUrlWithoutCredentials() {
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> at.origin().stat("/none"))
                .withMessageContaining("/none")
                .withMessageNotContaining("secret");
    }

    @Test
    void resolvesFilesAndRefusesOtherSchemes() {
        assertThat(Origins.resolve("file:///a%20b/c").path()).isEqualTo("/a b/c");
        assertThat(Origins.resolve("/x/../y").path()).isEqualTo("/y");
        assertThat(Origins.objectKey("x".repeat(300))).hasSizeLessThanOrEqualTo(255);
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Origins.resolve("ftp://user:secret@host/x"))
                .withMessageNotContaining("secret");
    }
}
