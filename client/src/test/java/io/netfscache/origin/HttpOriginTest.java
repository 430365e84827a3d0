package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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
    private volatile @Nullable String lastModified;
    private volatile boolean headRefused;
    private volatile boolean gone;
    /** Happens when half of a body has been sent. */
    private volatile Runnable halfWay = () -> {};

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
            if (lastModified != null) {
                exchange.getResponseHeaders().set("Last-Modified", lastModified);
            }
            boolean head = "HEAD".equals(exchange.getRequestMethod());
            if (gone || (head && headRefused)) {
                exchange.sendResponseHeaders(gone ? 404 : 405, -1);
                return;
            }
            String match = exchange.getRequestHeaders().getFirst("If-Match");
            if (match != null && !match.equals(etag) && !lies) {
                exchange.sendResponseHeaders(412, -1);
                return;
            }
            if (head) {
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
                int half = (to - from + 1) / 2;
                exchange.getResponseBody().write(contents, from, half);
                halfWay.run();
                exchange.getResponseBody().write(contents, from + half, to - from + 1 - half);
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
            // A wrong range of the right version: the whole file is asked for.
            assertThat(read(file, 0, 10)).isEqualTo(expected(0, 10));
        }
    }

    @Test
    void bytesThatMayHideAChangeDoNotSpoilTheOnesThatAreReadLater() throws IOException {
        HttpResource young = new HttpResource(1000);
        young.etag = null;
        young.modified = young.now.minusSeconds(1);
        try (ScriptedHttpServer scripted = new ScriptedHttpServer();
                Origin origin = Origins.resolve(scripted.url() + "/f").origin()) {
            scripted.script = young;
            young.now = young.now.plusSeconds(10);
            OriginAttributes attributes = origin.stat("/f");
            try (OriginFile file = origin.open("/f", attributes)) {
                young.now = young.now.minusSeconds(10);
                assertThat(read(file, 0, 10)).hasSize(10);
                young.now = young.now.plusSeconds(10);
                assertThat(file.certify()).isEqualTo(OriginFile.Certification.RACY);
                assertThat(read(file, 10, 10)).hasSize(10);
                assertThat(file.certify()).isEqualTo(OriginFile.Certification.CERTIFIED);
            }
        }
    }

    @Test
    void credentialsAreThoseOfTheUrl() {
        try (Origin same = Origins.resolve("http://user:secret@other/").origin();
                Origin none = Origins.resolve("http://other/").origin()) {
            assertThat(same.hasCredentialsOf(at.origin())).isTrue();
            assertThat(none.hasCredentialsOf(at.origin())).isFalse();
            assertThat(at.origin().hasCredentialsOf(none)).isFalse();
        }
    }

    @Test
    void aQueryMayHoldASignatureAndIsNotInMessages() {
        gone = true;
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> at.origin().stat(at.path()))
                .satisfies(e -> assertThat(e.getMessage()).contains("/f").doesNotContain("x=1"));
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
    void aChangeInTheMiddleOfABodyIsFoundAfterIt() throws IOException {
        OriginAttributes attributes = at.origin().stat(at.path());
        halfWay = () -> etag = "\"v2\"";
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            // The head of the response was of the old version, and nothing else tells.
            read(file, 0, 70_000);
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.CHANGED);
        }
        assertThat(at.origin().bytesRead()).isEqualTo(70_000);
    }

    @Test
    void nothingIsCertifiedThatTheServerDoesNotVouchForAfterTheRead() throws IOException {
        OriginAttributes attributes = at.origin().stat(at.path());
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            read(file, 0, 1000);
            headRefused = true;
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.CERTIFIED);
            etag = "\"v2\"";
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.CHANGED);
            etag = "\"v1\"";
            headRefused = false;
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.CERTIFIED);
            gone = true;
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.CHANGED);
        }
    }

    @Test
    void aLastModifiedThatIsNoDateTellsNoVersion() throws IOException {
        etag = null;
        lastModified = "yesterday";
        OriginAttributes attributes = at.origin().stat(at.path());
        assertThat(attributes).isEqualTo(new OriginAttributes(contents.length, Bytes.EMPTY));
        try (OriginFile file = at.origin().open(at.path(), attributes)) {
            assertThat(read(file, 0, 1000)).isEqualTo(expected(0, 1000));
            assertThat(file.certify()).isEqualTo(OriginFile.Certification.RACY);
        }
        lastModified = "Tue, 03 Jun 2008 11:05:30 GMT";
        assertThat(at.origin().stat(at.path()).cacheable()).isTrue();
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
        assertThat(Origins.resolve("/tmp/../y").path()).isEqualTo("/y");
        assertThat(Origins.objectKey("x".repeat(300))).hasSizeLessThanOrEqualTo(255);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "file:",
                "http:///a",
                "http://host:port/a",
                "http://host:65536/a",
                "http://host:0/a",
                "https://ho st/a",
                "ftp://user:secret@host/x",
                "http://user:secret@host:port/a",
                "file:///a?b"
            })
    void whatNamesNoFileIsToldAsItWasGivenButForTheCredentials(String url) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Origins.resolve(url))
                .withMessageStartingWith("\"" + url.replace("user:secret@", "") + "\" names no file: ")
                .withMessageNotContaining("secret");
    }
}
