package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.ScriptedHttpServer.Answer;
import io.netfscache.origin.ScriptedHttpServer.Script;
import io.netfscache.protocol.Frame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/**
 * What HTTP servers do, what the reader gets and what is stored. Each test is a row of the table in docs/http-origin.md, and
 * {@link HttpBehavioursTableTest} holds that. It is long because the table is: each test is one script and what comes of it.
 */
@Timeout(60)
final class HttpBehavioursTest {
    private static final int SIZE = 30_000;
    private static final int BLOCKS = 8;
    private static final String WHOLE_RANGE = "GET /f bytes=0-29999";
    private static final Instant LONG_AGO = Instant.parse("2020-02-02T00:00:00Z");

    @TempDir
    static Path folder;

    private static TestCertificate certificate;

    private final HttpResource file = new HttpResource(SIZE);
    private final List<AutoCloseable> opened = new ArrayList<>();
    private ScriptedHttpServer server;

    @BeforeAll
    static void makeCertificate() throws Exception {
        certificate = new TestCertificate(folder);
    }

    @BeforeEach
    void serve() throws IOException {
        server = opened(new ScriptedHttpServer());
        server.script = file;
    }

    @AfterEach
    void closeAll() throws Exception {
        for (int i = opened.size() - 1; i >= 0; i--) {
            opened.get(i).close();
        }
    }

    private <T extends AutoCloseable> T opened(T one) {
        opened.add(one);
        return one;
    }

    private HttpMount mount() throws Exception {
        return mount(server.url() + "/f");
    }

    private HttpMount mount(String url) throws Exception {
        return mount(url, HttpOptions.DEFAULTS);
    }

    private HttpMount mount(String url, HttpOptions options) throws Exception {
        return opened(new HttpMount(url, options));
    }

    private static HttpOptions impatient() {
        return HttpOptions.DEFAULTS.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200));
    }

    private static HttpOptions trusting() {
        return HttpOptions.DEFAULTS.withCaFile(certificate.pem());
    }

    /** Answers GETs with that, and all else as it should be. */
    private Script onGet(Script gets) {
        return request -> request.method().equals("GET") ? gets.answer(request) : file.answer(request);
    }

    /** Answers the first requests of a kind with that, and all else as it should be. */
    private Script first(int count, String method, Answer answer) {
        AtomicInteger left = new AtomicInteger(count);
        return request -> request.method().equals(method) && left.getAndDecrement() > 0 ? answer : file.answer(request);
    }

    private void assertReadAndStored(HttpMount mount) throws Exception {
        assertReadAndStored(mount, 1);
    }

    /** @param versions that have been stored since the mount, this one included; the fake node drops none */
    private void assertReadAndStored(HttpMount mount, int versions) throws Exception {
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(mount.node.storedBlocks()).isEqualTo(versions * BLOCKS);
        assertThat(mount.bytesFromOriginFor(file.contents)).isZero();
    }

    /** @param seen all that the origin is asked */
    private void assertReadAndNotStored(HttpMount mount, String reason, String... seen) throws Exception {
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(mount.node.storedBlocks()).isZero();
        assertThat(mount.notCached()).containsKey(reason);
        assertThat(server.lines).containsExactly(seen);
    }

    /** As above; the origin is asked what it is asked when all is well. */
    private void assertUsualReadAndStored() throws Exception {
        assertReadAndStoredBy("HEAD /f", WHOLE_RANGE);
    }

    /** @param seen all that the origin is asked by the first read */
    private void assertReadAndStoredBy(String... seen) throws Exception {
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(server.lines).containsExactly(seen);
        assertReadAndStored(mount);
    }

    // Versions

    @Test
    void aStrongETagIsTheVersion() throws Exception {
        assertUsualReadAndStored();
        assertThat(server.requests.get(1)).contains("If-Match: \"v1\"\n", "If-Range: \"v1\"\n");
        // Nor does a second read cost more than the question whether the file is still that version.
        assertThat(server.lines).containsExactly("HEAD /f", WHOLE_RANGE, "HEAD /f", "HEAD /f");
    }

    @Test
    void aLargeBodyIsFollowedByAHead() throws Exception {
        file.contents = HttpResource.bytes(65_537, 1);
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(server.lines).containsExactly("HEAD /f", "GET /f bytes=0-65536", "HEAD /f");
    }

    @Test
    void aStrongETagOfAFileThatWasWrittenJustNowIsFollowedByAHead() throws Exception {
        file.modified = file.now.minusSeconds(1);
        assertReadAndStoredBy("HEAD /f", WHOLE_RANGE, "HEAD /f");
    }

    @Test
    void lastModifiedIsTheVersionOnceItsSecondIsOver() throws Exception {
        file.etag = null;
        file.modified = file.now.minusSeconds(2);
        assertReadAndStoredBy("HEAD /f", WHOLE_RANGE, "HEAD /f");
        assertThat(server.requests.get(1))
                .contains("If-Unmodified-Since: Mon, 31 Dec 2029 23:59:58 GMT\n")
                .doesNotContain("If-Range");
    }

    @Test
    void aLastModifiedOfJustNowByTheServersOwnClockIsNotTrusted() throws Exception {
        file.etag = null;
        file.modified = file.now.minusSeconds(1);
        assertReadAndNotStored(mount(), "RACY_TIMESTAMP", "HEAD /f", WHOLE_RANGE, "HEAD /f");
    }

    @Test
    void aWeakETagAloneIsNoVersion() throws Exception {
        file.etag = "W/\"v1\"";
        assertReadAndNotStored(mount(), "WEAK_VALIDATOR", "HEAD /f", WHOLE_RANGE);
        assertThat(server.requests.get(1)).doesNotContain("If-");
    }

    @Test
    void aWeakETagWithAnOldLastModifiedIsAVersionAsLongAsNeitherChanges() throws Exception {
        file.etag = "W/\"v1\"";
        file.modified = LONG_AGO;
        HttpMount mount = mount();
        assertReadAndStored(mount);
        file.contents = HttpResource.bytes(SIZE, 2);
        file.etag = "W/\"v2\"";
        assertReadAndStored(mount, 2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"none", "v1", "\"a\", \"b\"", "\""})
    void withoutAProperValidatorNothingIsStored(String etag) throws Exception {
        file.etag = etag.equals("none") ? null : etag;
        assertReadAndNotStored(mount(), "NO_VALIDATOR", "HEAD /f", WHOLE_RANGE);
    }

    @Test
    void aVersionThatIsGoneIsRefusedByIfMatchAndTheNewOneIsRead() throws Exception {
        HttpMount mount = mount();
        try (NetfsFile open = mount.open()) {
            file.change();
            assertThat(open.read(0, ByteBuffer.allocate(SIZE))).isEqualTo(SIZE);
        }
        assertThat(server.lines).contains("HEAD /f", WHOLE_RANGE, "HEAD /f", WHOLE_RANGE, "HEAD /f");
        assertReadAndStored(mount);
    }

    @Test
    void aServerThatIgnoresIfMatchIsFoundOutByTheETagOfItsAnswer() throws Exception {
        server.script = onGet(request -> file.part(0, SIZE - 1));
        HttpMount mount = mount();
        try (NetfsFile open = mount.open()) {
            file.change();
            assertThat(open.read(0, ByteBuffer.allocate(SIZE))).isEqualTo(SIZE);
        }
        assertThat(server.lines).contains("HEAD /f", WHOLE_RANGE, "HEAD /f", WHOLE_RANGE, "HEAD /f");
        assertReadAndStored(mount);
    }

    @Test
    void aServerThatKnowsIfRangeOnlySendsTheOtherVersionWhole() throws Exception {
        server.script = onGet(request ->
                String.valueOf(file.etag).equals(request.header("if-range")) ? file.part(0, SIZE - 1) : file.all());
        HttpMount mount = mount();
        try (NetfsFile open = mount.open()) {
            file.change();
            assertThat(open.read(0, ByteBuffer.allocate(SIZE))).isEqualTo(SIZE);
        }
        assertThat(server.lines).contains("HEAD /f", WHOLE_RANGE, "HEAD /f", WHOLE_RANGE, "HEAD /f");
        assertReadAndStored(mount);
    }

    @Test
    void aChangeInTheMiddleOfABodyIsFoundByTheHeadAfterIt() throws Exception {
        file.contents = HttpResource.bytes(100_000, 1);
        AtomicInteger gets = new AtomicInteger();
        server.script = onGet(request -> {
            Answer old = file.answer(request);
            if (gets.getAndIncrement() == 0) {
                file.change();
            }
            return old;
        });
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(mount.bytesFromOriginFor(file.contents)).isZero();
    }

    @Test
    void aServerThatRefusesEveryIfMatchIsAskedWithoutIt() throws Exception {
        server.script = request -> request.header("if-match") != null ? Answer.of(412) : file.answer(request);
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", WHOLE_RANGE, "HEAD /f", WHOLE_RANGE, "HEAD /f");
    }

    // Ranges

    @Test
    void aServerWithoutRangesIsReadAsOneStream() throws Exception {
        file.contents = HttpResource.bytes(3 << 20, 1);
        server.script = onGet(request -> file.all());
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(server.lines.stream().filter(line -> line.startsWith("GET"))).hasSize(1);
        assertThat(mount.bytesFromOriginFor(file.contents)).isZero();
    }

    @Test
    void readingAheadFromAServerWithoutRangesSharesOneStream() throws Exception {
        file.contents = HttpResource.bytes(24 << 20, 1);
        server.script = onGet(request -> file.all());
        HttpMount mount = mount();
        assertThat(mount.readAhead()).isEqualTo(file.contents);
        // Each thread may ask once before it is known that there are no ranges; without sharing there are 24 requests.
        assertThat(server.lines.stream().filter(line -> line.startsWith("GET"))).hasSizeLessThan(12);
        assertThat(mount.origin.bytesRead()).isLessThan(6L * file.contents.length);
        assertThat(mount.bytesFromOriginFor(file.contents)).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bytes 1-29999/30000",
                "bytes 0-29999/29999",
                "bytes 0-29999/40000",
                "bytes 0-30000/30001",
                "bytes */30000",
                "lines 0-29999/30000",
                "none"
            })
    void aRangeThatWasNotAskedForIsNotUsedAndTheWholeFileIsAskedFor(String contentRange) throws Exception {
        server.script = onGet(request -> request.header("range") == null
                ? file.all()
                : file.part(0, SIZE - 1).with("Content-Range", contentRange));
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", WHOLE_RANGE, "GET /f", "HEAD /f");
    }

    @Test
    void aMultipartAnswerIsNotUsedAndTheWholeFileIsAskedFor() throws Exception {
        server.script = onGet(request -> request.header("range") == null
                ? file.all()
                : file.part(0, SIZE - 1)
                        .without("Content-Range")
                        .with("Content-Type", "multipart/byteranges; boundary=x"));
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", WHOLE_RANGE, "GET /f", "HEAD /f");
    }

    @Test
    void aShorterRangeIsTakenAndTheRestAskedFor() throws Exception {
        server.script = onGet(request -> {
            String from = String.valueOf(request.header("range")).replaceFirst("bytes=(\\d+)-.*", "$1");
            return file.part(Integer.parseInt(from), Integer.parseInt(from) + 9_999);
        });
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines)
                .startsWith("HEAD /f", WHOLE_RANGE, "GET /f bytes=10000-29999", "GET /f bytes=20000-29999", "HEAD /f");
    }

    @Test
    void aServerThatSendsCrumbsIsAskedForTheWholeFile() throws Exception {
        server.script = onGet(request -> {
            String range = request.header("range");
            int from = range == null ? 0 : Integer.parseInt(range.replaceFirst("bytes=(\\d+)-.*", "$1"));
            return range == null ? file.all() : file.part(from, from);
        });
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines).hasSizeLessThan(30).contains("GET /f");
    }

    @Test
    void aRangeThatCannotBeSatisfiedThoughItShouldIsAskedForWithoutRange() throws Exception {
        server.script = onGet(request -> request.header("range") == null ? file.all() : Answer.of(416));
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", WHOLE_RANGE, "GET /f", "HEAD /f");
    }

    @Test
    void anEmptyFileIsConfirmedByAGetOfItsFirstByte() throws Exception {
        file.contents = new byte[0];
        HttpMount mount = mount();
        assertThat(mount.read()).isEmpty();
        assertThat(server.lines).startsWith("HEAD /f", "GET /f bytes=0-0");
        assertThat(mount.node.storedBlocks()).isZero();
    }

    @Test
    void aHeadThatForgetsTheLengthIsNotTakenForAnEmptyFile() throws Exception {
        server.script = request ->
                request.method().equals("HEAD") ? file.all().with("Content-Length", "0") : file.answer(request);
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(mount.node.storedBlocks()).isEqualTo(BLOCKS);
        assertThat(mount.bytesFromOriginFor(file.contents)).isEqualTo(1);
    }

    // Redirects

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 303, 307, 308})
    void aRedirectIsFollowedByRelativeAndAbsoluteLocations(int status) throws Exception {
        server.script = request -> switch (request.target()) {
            case "/a/f" -> Answer.of(status, "Location: ../b/./g?x#y");
            case "/b/g?x" -> Answer.of(status, "Location: " + server.url() + "/f");
            default -> file.answer(request);
        };
        HttpMount mount = mount(server.url() + "/a/f");
        assertReadAndStored(mount);
        assertThat(server.lines)
                .startsWith("HEAD /a/f", "HEAD /b/g?x", "HEAD /f", "GET /a/f bytes=0-29999")
                .allMatch(line -> !line.startsWith("POST"));
    }

    @Test
    void aRedirectToAnotherHostTakesItsValidatorsFromThereAndNoCredentialsGoThere() throws Exception {
        ScriptedHttpServer other = opened(new ScriptedHttpServer());
        other.script = file;
        server.script = request -> Answer.of(302, "Location: " + other.url() + "/f", "ETag: \"of the redirect\"");
        HttpMount mount = mount(server.url().replace("//", "//user:secret@") + "/f");
        assertReadAndStored(mount);
        assertThat(server.requests).allMatch(head -> head.contains("Authorization: Basic dXNlcjpzZWNyZXQ=\n"));
        assertThat(other.requests).isNotEmpty().noneMatch(head -> head.contains("Authorization"));
        file.change();
        assertReadAndStored(mount, 2);
    }

    @Test
    void aRedirectFromHttpToHttpsIsFollowed() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = file;
        server.script = request -> Answer.of(301, "Location: " + secure.url() + "/f");
        HttpMount mount = mount(server.url() + "/f", trusting());
        assertReadAndStored(mount);
        assertThat(mount.origin.volumeKey()).isEqualTo("http,127.0.0.1," + server.port());
    }

    @Test
    void aRedirectFromHttpsToHttpIsRefused() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = request -> Answer.of(302, "Location: " + server.url() + "/f?signature=abc");
        HttpMount mount = mount(secure.url() + "/f", trusting());
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("redirected from https to http, to " + server.url() + "/f,")
                .withMessageNotContaining("abc");
        assertThat(server.requests).isEmpty();
    }

    @Test
    void redirectsInACircleAreAnErrorAtOnce() throws Exception {
        server.script =
                request -> Answer.of(302, "Location: " + (request.target().equals("/f") ? "/g" : "/f"));
        HttpMount mount = mount();
        assertThatIOException().isThrownBy(mount::read).withMessageContaining("in a circle");
        assertThat(server.lines).containsExactly("HEAD /f", "HEAD /g");
    }

    @Test
    void tooManyRedirectsAreAnError() throws Exception {
        server.script = request -> Answer.of(302, "Location: " + request.target() + "x");
        HttpMount mount = mount();
        assertThatIOException().isThrownBy(mount::read).withMessageContaining("redirected more than 10 times");
        assertThat(server.lines).hasSize(11);
    }

    @ParameterizedTest
    @CsvSource({"none, without a Location", "ftp://user:secret@host/x, cannot be followed", "http://[x/, cannot be"})
    void aRedirectToNowhereIsAnError(String location, String message) throws Exception {
        server.script = request -> location.equals("none") ? Answer.of(302) : Answer.of(302, "Location: " + location);
        HttpMount mount = mount();
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining(message)
                .withMessageContaining(server.url() + "/f")
                .withMessageNotContaining("secret");
    }

    @Test
    void aLocationThatIsNotEncodedIsUnderstoodAsUtf8() throws Exception {
        String raw = new String("/ä b".getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
        server.script = request -> request.target().equals("/f")
                ? Answer.of(302, "Location: " + raw)
                : request.target().equals("/%C3%A4%20b") ? file.answer(request) : Answer.of(404);
        assertReadAndStored(mount());
    }

    // Encodings

    private Answer encoded(String coding, byte[] bytes) {
        return file.all().withBody(bytes).with("Content-Encoding", coding);
    }

    private static byte[] gzip(byte[]... members) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] member : members) {
            try (GZIPOutputStream out = new GZIPOutputStream(all)) {
                out.write(member);
            }
        }
        return all.toByteArray();
    }

    @Test
    void gzipThoughIdentityWasAskedForIsDecodedAndNotStored() throws Exception {
        byte[] half = Arrays.copyOf(file.contents, SIZE / 2);
        byte[] bytes = gzip(half, Arrays.copyOfRange(file.contents, SIZE / 2, SIZE));
        server.script = request -> encoded("gzip", bytes);
        assertReadAndNotStored(mount(), "ENCODED", "HEAD /f", "GET /f");
        assertThat(server.requests.get(1)).contains("Accept-Encoding: identity\n");
    }

    @Test
    void deflateIsDecodedToo() throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(file.contents);
        }
        server.script = request -> encoded("deflate", bytes.toByteArray()).chunked();
        assertReadAndNotStored(mount(), "ENCODED", "HEAD /f", "GET /f");
    }

    @Test
    void gzipThatOnlyTheGetTellsOfIsDecodedAndNotStored() throws Exception {
        byte[] bytes = gzip(file.contents);
        server.script = onGet(request -> encoded("x-gzip", bytes).with("ETag", "\"v1-gzip\""));
        assertReadAndNotStored(mount(), "ENCODED", "HEAD /f", WHOLE_RANGE, "HEAD /f", "GET /f");
    }

    @Test
    void whatMayNotBeCachedAnyMoreIsInvalidatedAllTheSame() throws Exception {
        HttpMount mount = mount();
        mount.read();
        // When: one of several servers behind the URL sends no ETag, and the file is invalidated through that one.
        file.etag = null;
        mount.invalidate();
        // Then: through the others the bytes from before are not read.
        file.etag = "\"v1\"";
        assertThat(mount.bytesFromOriginFor(file.contents)).isEqualTo(SIZE);
    }

    @Test
    void aFileThatIsItselfCompressedIsStoredAsItIs() throws Exception {
        file.contents = gzip(HttpResource.bytes(SIZE, 1));
        server.script = request -> file.answer(request).with("Content-Encoding", "x-gzip");
        HttpMount mount = mount(server.url() + "/f.tar.gz");
        assertReadAndStored(mount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"br", "gzip, gzip"})
    void anEncodingThatCannotBeDecodedIsAnError(String coding) throws Exception {
        server.script = request -> encoded(coding, new byte[100]);
        HttpMount mount = mount();
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining(server.url() + "/f")
                .withMessageContaining("Content-Encoding " + coding);
    }

    @Test
    void aBrokenGzipBodyIsAnErrorAndNotAShortFile() throws Exception {
        byte[] bytes = gzip(file.contents);
        server.script = request -> encoded("gzip", Arrays.copyOf(bytes, bytes.length - 100));
        HttpMount mount = mount();
        assertThatIOException().isThrownBy(mount::read).withMessageContaining("/f");
    }

    // Lengths

    @Test
    void chunkedWithoutALengthIsReadThrough() throws Exception {
        server.script = request -> file.all().chunked();
        assertReadAndNotStored(mount(), "NO_LENGTH", "HEAD /f", "GET /f");
    }

    @Test
    void chunkedOfALengthThatTheHeadToldIsStored() throws Exception {
        server.script = onGet(request -> file.all().chunked());
        assertReadAndStoredBy("HEAD /f", WHOLE_RANGE, "HEAD /f");
    }

    @Test
    void chunkedThatIsLongerThanTheHeadToldIsAnErrorAndNotACutFile() throws Exception {
        server.script = onGet(
                request -> file.all().withBody(HttpResource.bytes(SIZE + 1, 1)).chunked());
        HttpMount mount = mount();
        assertThatIOException().isThrownBy(mount::read);
        assertThat(mount.node.storedBlocks()).isZero();
    }

    @Test
    void http10ThatEndsWithTheConnectionIsReadThrough() throws Exception {
        server.script = request -> file.all()
                .withStatusLine("HTTP/1.0 200 OK")
                .without("Content-Length")
                .thenClose();
        assertReadAndNotStored(mount(), "NO_LENGTH", "HEAD /f", "GET /f");
    }

    @Test
    void http10ThatTellsTheLengthIsStored() throws Exception {
        server.script = request -> file.all().withStatusLine("HTTP/1.0 200 OK").thenClose();
        assertReadAndStoredBy("HEAD /f", WHOLE_RANGE, "HEAD /f");
    }

    @Test
    void whatComesAfterTheAnnouncedLengthIsNotReadAndTheConnectionIsGivenUp() throws Exception {
        server.script = onGet(request ->
                file.all().withBody(Arrays.copyOf(file.contents, SIZE + 5)).with("Content-Length", "" + SIZE));
        assertReadAndStoredBy("HEAD /f", WHOLE_RANGE, "HEAD /f");
        assertThat(server.connections()).isGreaterThan(1);
    }

    // What may be stored

    @ParameterizedTest
    @ValueSource(strings = {"no-store", "private", "max-age=60, Private", "private=\"x-y\"", "public,no-store"})
    void noStoreAndPrivateAreObeyed(String directives) throws Exception {
        server.script = request -> file.answer(request).with("Cache-Control", directives);
        assertReadAndNotStored(mount(), "NO_STORE", "HEAD /f", WHOLE_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"no-cache", "max-age=0, must-revalidate", "public", "community=\"private-ish\""})
    void otherDirectivesAreKeptByAskingAtEachOpen(String directives) throws Exception {
        server.script = request -> file.answer(request).with("Cache-Control", directives);
        assertUsualReadAndStored();
    }

    @Test
    void noStoreThatOnlyTheGetTellsOfIsObeyed() throws Exception {
        server.script = onGet(request -> file.answer(request).with("Cache-Control", "no-store"));
        assertReadAndNotStored(mount(), "NO_STORE", "HEAD /f", WHOLE_RANGE, "HEAD /f", WHOLE_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "Cookie", "Accept-Encoding, User-Agent"})
    void whatVariesByMoreThanTheUrlIsNotStored(String fields) throws Exception {
        server.script = request -> file.answer(request).with("Vary", fields);
        assertReadAndNotStored(mount(), "VARIES", "HEAD /f", WHOLE_RANGE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Accept-Encoding", "accept-encoding, Origin, Access-Control-Request-Method"})
    void whatVariesByWhatIsAlwaysTheSameIsStored(String fields) throws Exception {
        server.script = request -> file.answer(request).with("Vary", fields);
        assertUsualReadAndStored();
    }

    // HEAD

    @ParameterizedTest
    @ValueSource(ints = {403, 405, 501})
    void whereHeadIsRefusedAGetOfTheFirstByteTellsTheAttributes(int status) throws Exception {
        server.script = request -> request.method().equals("HEAD") ? Answer.of(status) : file.answer(request);
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(server.lines).containsExactly("HEAD /f", "GET /f bytes=0-0", WHOLE_RANGE);
        assertThat(mount.node.storedBlocks()).isEqualTo(BLOCKS);
        assertThat(mount.bytesFromOriginFor(file.contents)).isEqualTo(1);
    }

    @Test
    void whereHeadIsRefusedAndThereAreNoRangesTheHeadersOfAGetTellTheAttributes() throws Exception {
        server.script = request -> request.method().equals("HEAD") ? Answer.of(405) : file.all();
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(mount.node.storedBlocks()).isEqualTo(BLOCKS);
        assertThat(mount.bytesFromOriginFor(file.contents)).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void aBusyServerIsAskedAgainAfterTheWaitThatItAsksFor(int status) throws Exception {
        server.script = first(2, "HEAD", Answer.of(status, "Retry-After: 3"));
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(mount.pauses).hasSize(2).allMatch(wait -> wait.compareTo(Duration.ofSeconds(3)) >= 0);
        assertReadAndStored(mount);
    }

    @Test
    void aGetThatIsTurnedAwayIsSentAgain() throws Exception {
        server.script = first(3, "GET", Answer.of(503));
        HttpMount mount = mount();
        assertReadAndStored(mount);
        // Half to all of 100, 200 and 400 ms.
        assertThat(mount.pauses).hasSize(3);
        assertThat(mount.pauses.get(2)).isBetween(Duration.ofMillis(200), Duration.ofMillis(400));
    }

    @Test
    void aServerThatStaysBrokenIsAnErrorAfterFourTries() throws Exception {
        server.script = request -> Answer.of(500);
        HttpMount mount = mount();
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessage("HEAD " + server.url() + "/f: status 500 (tried 4 times)");
        assertThat(server.lines).hasSize(4);
    }

    @Test
    void aServerThatWantsALongWaitIsAnErrorAtOnce() throws Exception {
        server.script = request -> Answer.of(503, "Retry-After: 3600");
        HttpMount mount = mount();
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("status 503, to be tried again after 3600 s");
        assertThat(server.lines).hasSize(1);
    }

    @Test
    void whatIsMissingOrForbiddenOrWrongIsToldAsSuchAndNotAskedForAgain() throws Exception {
        HttpMount mount = mount();
        for (int status : new int[] {404, 410, 401, 403, 400}) {
            server.lines.clear();
            server.script = request -> Answer.of(status);
            Class<? extends IOException> type = status == 400
                    ? IOException.class
                    : status == 404 || status == 410 ? NoSuchFileException.class : AccessDeniedException.class;
            assertThatExceptionOfType(type)
                    .isThrownBy(mount::read)
                    .withMessageContaining(server.url() + "/f")
                    .withMessageContaining("status " + status);
            assertThat(server.lines).hasSize(status == 403 ? 2 : 1);
        }
    }

    // Credentials

    @Test
    void credentialsGoToTheOriginAndNowhereElse() throws Exception {
        LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
        Logger root = logging.getLogger("ROOT");
        Level before = root.getLevel();
        ListAppender<ILoggingEvent> log = new ListAppender<>();
        log.start();
        root.addAppender(log);
        root.setLevel(Level.TRACE);
        StringWriter said = new StringWriter();
        try {
            HttpMount mount = mount(server.url().replace("//", "//us%65r:p%40ss%2Fword@") + "/f");
            assertReadAndStored(mount);
            server.script = request -> Answer.of(request.target().equals("/f") ? 500 : 401);
            for (String path : List.of("/f", "/g")) {
                assertThatIOException()
                        .isThrownBy(() -> mount.read(path))
                        .satisfies(e -> e.printStackTrace(new PrintWriter(said)));
            }
            said.append(mount.origin.volumeKey() + mount.origin + mount.origin.url("/f") + mount.notCached());
            said.append(new String(mount.origin.objectKey("/f"), StandardCharsets.UTF_8));
            for (Frame frame : mount.node.received) {
                said.append(frame.toString());
            }
        } finally {
            root.setLevel(before);
            root.detachAppender(log);
        }
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> Origins.resolve("http://user:p@ss:x/word@host/f"))
                .satisfies(e -> e.printStackTrace(new PrintWriter(said)));
        log.list.forEach(event -> said.append(event.getFormattedMessage() + event.getKeyValuePairs() + causes(event)));
        assertThat(log.list).isNotEmpty();
        assertThat(server.requests).allMatch(head -> head.contains("\nAuthorization: Basic dXNlcjpwQHNzL3dvcmQ=\n"));
        assertThat(said.toString()).doesNotContain("p@ss", "ss/word", "p%40ss", "dXNlcjpwQHNzL3dvcmQ");
    }

    private static String causes(ILoggingEvent event) {
        return event.getThrowableProxy() == null ? "" : ThrowableProxyUtil.asString(event.getThrowableProxy());
    }

    // Connections

    @Test
    void aServerThatIsNotThereIsAnError() throws Exception {
        int port;
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = socket.getLocalPort();
        }
        HttpMount mount = mount("http://127.0.0.1:" + port + "/f");
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageStartingWith("HEAD http://127.0.0.1:" + port + "/f: no connection to 127.0.0.1:" + port)
                .withMessageEndingWith("(tried 4 times)");
    }

    @Test
    void aHostThatIsNotKnownIsAnError() throws Exception {
        HttpMount mount = mount("http://host.invalid/f");
        assertThatIOException().isThrownBy(mount::read).withMessageContaining("no address is known for host.invalid");
    }

    @Test
    void aHeadThatDoesNotComeIsAskedForAgainOnAnotherConnection() throws Exception {
        server.script = first(1, "HEAD", file.all().stallAfter(-1));
        HttpMount mount = mount(server.url() + "/f", impatient());
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", "HEAD /f", WHOLE_RANGE);
    }

    @Test
    void aServerThatNeverAnswersIsAnErrorThatSaysSo() throws Exception {
        server.script = request -> file.all().stallAfter(-1);
        HttpMount mount = mount(server.url() + "/f", impatient());
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("HEAD " + server.url() + "/f: nothing came from 127.0.0.1:" + server.port());
    }

    @Test
    void aBodyThatStallsIsGoneOnWithFromThere() throws Exception {
        server.script = first(1, "GET", file.part(0, SIZE - 1).stallAfter(12_345));
        HttpMount mount = mount(server.url() + "/f", impatient());
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", WHOLE_RANGE, "GET /f bytes=12345-29999", "HEAD /f");
    }

    @Test
    void aConnectionCutInTheHeadIsReplaced() throws Exception {
        server.script = first(1, "HEAD", file.all().cutAfter(-1));
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD /f", "HEAD /f", WHOLE_RANGE);
    }

    @Test
    void aBodyThatIsCutIsGoneOnWithFromThere() throws Exception {
        server.script = first(1, "GET", file.part(0, SIZE - 1).cutAfter(12_345));
        HttpMount mount = mount();
        assertThat(mount.read()).isEqualTo(file.contents);
        assertThat(server.lines).containsExactly("HEAD /f", WHOLE_RANGE, "GET /f bytes=12345-29999", "HEAD /f");
        assertThat(mount.origin.bytesRead()).isEqualTo(SIZE);
        assertReadAndStored(mount);
    }

    @Test
    void aBodyThatIsAlwaysCutIsAnError() throws Exception {
        server.script = onGet(request -> file.part(0, SIZE - 1).cutAfter(0));
        HttpMount mount = mount();
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("GET " + server.url() + "/f")
                .withMessageContaining("30000 bytes before the end of the body (tried 4 times)");
        assertThat(mount.node.storedBlocks()).isZero();
    }

    @Test
    void aStreamWithoutValidatorsThatIsCutIsNotGoneOnWith() throws Exception {
        file.etag = null;
        file.contents = HttpResource.bytes(300_000, 1);
        server.script = request -> file.all().chunked().cutAfter(200_000);
        HttpMount mount = mount();
        assertThatIOException().isThrownBy(mount::read).withMessageContaining("no validators");
        assertThat(server.lines).containsExactly("HEAD /f", "GET /f");
    }

    @Test
    void aKeptConnectionThatTheServerHasClosedIsReplacedWithoutAWait() throws Exception {
        server.script = request -> file.answer(request).thenClose();
        HttpMount mount = mount();
        assertReadAndStored(mount);
        assertThat(mount.pauses).isEmpty();
    }

    @Test
    void aGarbledStatusLineIsAskedForAgainAndThenAnErrorThatShowsIt() throws Exception {
        server.script = first(1, "HEAD", Answer.raw("\u00ff\u0001SSH-2.0-x\n\n"));
        HttpMount mount = mount();
        assertReadAndStored(mount);
        server.script = request -> Answer.raw("\u00ff\u0001SSH-2.0-x\n\n");
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("not the status line of an HTTP/1 response: \"..SSH-2.0-x\"");
    }

    @Test
    void aHeadWithoutEndIsAnErrorOfBoundedSize() throws Exception {
        server.script = request -> Answer.raw("HTTP/1.1 200 OK\n" + ("X: " + "y".repeat(1000) + "\n").repeat(70));
        HttpMount mount = mount();
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("the head of the response has more than 65536 bytes");
    }

    // TLS

    @Test
    void httpsWithACertificateOfATrustedAuthorityIsReadAndStoredApartFromHttp() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = file;
        HttpMount mount = mount(secure.url() + "/f", trusting());
        assertReadAndStored(mount);
        assertThat(mount.origin.volumeKey()).isEqualTo("https,localhost," + secure.port());
        assertThat(secure.connections()).isEqualTo(1);
    }

    @Test
    void aCertificateThatNobodyTrustsIsAnErrorAtOnce() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = file;
        HttpMount mount = mount(secure.url() + "/f");
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("HEAD " + secure.url() + "/f: no TLS connection to localhost:" + secure.port());
        assertThat(mount.pauses).isEmpty();
        assertThat(secure.lines).isEmpty();
    }

    @Test
    void aCertificateOfAnotherHostIsAnErrorAtOnce() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = file;
        HttpMount mount = mount("https://127.0.0.1:" + secure.port() + "/f", trusting());
        assertThatIOException().isThrownBy(mount::read).withMessageContaining("no TLS connection to 127.0.0.1");
        assertThat(mount.pauses).isEmpty();
        assertThat(secure.lines).isEmpty();
    }

    @Test
    void aCutTlsConnectionIsGoneOnWith() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = first(1, "GET", file.part(0, SIZE - 1).cutAfter(12_345));
        HttpMount mount = mount(secure.url() + "/f", trusting());
        assertReadAndStored(mount);
        assertThat(secure.lines).contains("GET /f bytes=12345-29999");
    }

    // Proxies

    private static HttpOptions through(ScriptedHttpServer proxy, String... direct) {
        HttpProxy both = HttpProxy.parse("http://u:pw@127.0.0.1:" + proxy.port());
        return trusting().withProxies(both, both, List.of(direct));
    }

    @Test
    void aProxyGetsAbsoluteUrlsAndItsOwnCredentials() throws Exception {
        HttpMount mount = mount("http://user:secret@files.invalid/f", through(server));
        assertReadAndStored(mount);
        assertThat(server.lines).startsWith("HEAD http://files.invalid/f", "GET http://files.invalid/f bytes=0-29999");
        assertThat(server.requests)
                .allMatch(head -> head.contains("\nHost: files.invalid\n")
                        && head.contains("\nProxy-Authorization: Basic dTpwdw==\n")
                        && head.contains("\nAuthorization: Basic dXNlcjpzZWNyZXQ=\n"));
        assertThat(mount.origin.volumeKey()).isEqualTo("http,files.invalid,80");
    }

    @Test
    void httpsGoesThroughATunnelInWhichTheProxySeesNoCredentialsOfTheOrigin() throws Exception {
        ScriptedHttpServer secure = opened(ScriptedHttpServer.secure(certificate));
        secure.script = file;
        server.script = request -> Answer.tunnel(secure.port());
        HttpMount mount = mount("https://user:secret@localhost:4711/f", through(server));
        assertReadAndStored(mount);
        assertThat(server.lines).containsOnly("CONNECT localhost:4711");
        assertThat(server.requests)
                .allMatch(head ->
                        head.contains("\nProxy-Authorization: Basic dTpwdw==\n") && !head.contains("\nAuthorization"));
        assertThat(secure.requests)
                .isNotEmpty()
                .allMatch(
                        head -> head.contains("\nAuthorization: Basic dXNlcjpzZWNyZXQ=\n") && !head.contains("Proxy-"));
    }

    @Test
    void noProxyIsReachedDirectly() throws Exception {
        ScriptedHttpServer proxy = opened(new ScriptedHttpServer());
        HttpMount mount = mount(server.url() + "/f", through(proxy, "127.0.0.0/8"));
        assertReadAndStored(mount);
        assertThat(proxy.connections()).isZero();
    }

    @Test
    void aProxyThatRefusesIsNamedInTheError() throws Exception {
        server.script = request -> Answer.of(407, "Proxy-Authenticate: Basic");
        for (String url : List.of("http://files.invalid/f", "https://files.invalid/f")) {
            HttpMount mount = mount(url, through(server));
            assertThatIOException()
                    .isThrownBy(mount::read)
                    .withMessageContaining("the proxy 127.0.0.1:" + server.port() + " refuses (status 407)")
                    .withMessageNotContaining("pw@");
        }
        server.script = request -> Answer.of(403);
        HttpMount mount = mount("https://files.invalid/f", through(server));
        assertThatIOException()
                .isThrownBy(mount::read)
                .withMessageContaining("makes no tunnel to files.invalid:443: status 403");
        assertThat(mount.pauses).isEmpty();
    }

    // Keys

    @Test
    void spellingsOfOneUrlAreOneObject() throws Exception {
        HttpMount mount = mount(server.url() + "/x/../%7euser/./a%2fb c?q=%c3%a4#part");
        assertReadAndStored(mount);
        assertThat(server.lines).first().isEqualTo("HEAD /~user/a%2Fb%20c?q=%C3%A4");
        long before = mount.origin.bytesRead();
        for (String other : List.of("/~user/a%2Fb%20c?q=\u00e4", "/%7Euser/../~user/a%2fb c?q=%C3%A4#x")) {
            Origins.OriginPath at = Origins.resolve(server.url().replace("http", "HTTP") + other);
            at.origin().close();
            assertThat(mount.read(at.path())).isEqualTo(file.contents);
            assertThat(mount.origin.objectKey(other.replaceFirst("#.*", "")))
                    .asString(StandardCharsets.US_ASCII)
                    .isEqualTo("/~user/a%2Fb%20c?q=%C3%A4");
        }
        assertThat(mount.origin.bytesRead()).isEqualTo(before);
    }

    @Test
    void theQueryIsPartOfTheKey() throws Exception {
        HttpMount mount = mount(server.url() + "/f?a=1");
        assertReadAndStored(mount);
        assertThat(mount.read("/f?a=2")).isEqualTo(file.contents);
        assertThat(mount.node.storedBlocks()).isEqualTo(2 * BLOCKS);
    }

    @Test
    void aUrlOfAnyLengthIsStoredUnderAHash() throws Exception {
        HttpMount mount = mount(server.url() + "/f?" + "x".repeat(20_000));
        assertReadAndStored(mount);
        assertThat(server.lines).first().asString().hasSizeGreaterThan(20_000);
    }

    // Listings

    @Test
    void aListingIsTheFileItself() throws Exception {
        file.modified = LONG_AGO;
        HttpMount mount = mount();
        assertThat(mount.origin.list("/f")).containsExactly(new OriginEntry("/f", Kind.FILE, SIZE, LONG_AGO, null));
        assertThat(mount.origin.walk("/f")).containsExactly("/f");
        assertThat(server.lines).containsExactly("HEAD /f");
        server.script = request -> Answer.of(404);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> mount.origin.list("/f"));
    }

    @Test
    void closingTheOriginEndsAReadThatWaits() throws Exception {
        server.script = onGet(request -> file.part(0, SIZE - 1).stallAfter(10));
        HttpMount mount = mount();
        java.util.concurrent.CompletableFuture<Void> reading = java.util.concurrent.CompletableFuture.runAsync(
                () -> assertThatIOException().isThrownBy(mount::read));
        await().until(() -> server.lines.contains(WHOLE_RANGE));
        mount.origin.close();
        reading.join();
    }
}
