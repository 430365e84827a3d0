package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.netfscache.origin.ScriptedHttpServer.Answer;
import io.netfscache.origin.ScriptedHttpServer.Script;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An HTTP server as an origin that is written; what servers do is a row each of the table in docs/http-origin.md. */
@Timeout(60)
final class HttpWritingTest extends WritableOriginContract {
    private static final int LARGE = 8 << 20;

    private final HttpFolder folder = new HttpFolder();
    private ScriptedHttpServer server;
    private HttpOrigin origin;

    @BeforeEach
    void serve() throws IOException {
        server = new ScriptedHttpServer();
        server.script = folder;
        origin =
                origin("user:secret@", HttpOptions.DEFAULTS.withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(2)));
    }

    private HttpOrigin origin(String user, HttpOptions options) {
        String url = server.url().replace("//", "//" + user) + "/";
        return new HttpOrigin(HttpUrl.parse(url).server(), HttpUrl.authorization(url), options, wait -> {});
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
        server.close();
    }

    @Override
    WritableOrigin origin() {
        return origin;
    }

    @Override
    String path(String name) {
        return "/d/" + name;
    }

    @Override
    void changedBySomebodyElse(String path, byte[] contents) {
        folder.put(HttpPercent.target(path), contents);
    }

    @Override
    void check() {
        assertThat(server.requests).allMatch(head -> head.contains("\nAuthorization: Basic dXNlcjpzZWNyZXQ=\n"));
    }

    private OriginAttributes given(byte[] contents) throws IOException {
        folder.put("/f", contents);
        return origin.stat("/f");
    }

    /** Answers PUTs with that, and all else as it should be. */
    private Script onPut(Script puts) {
        return request -> request.method().equals("PUT") ? puts.answer(request) : folder.answer(request);
    }

    private List<String> seen() {
        return server.lines.stream()
                .filter(line -> line.startsWith("PUT") || line.startsWith("DELETE"))
                .toList();
    }

    @Test
    void aPutNamesTheVersionThatItReplacesAndItsResponseTheOneThatItMade() throws Exception {
        OriginAttributes before = given(text("one"));
        String version = String.valueOf(folder.files.get("/f").etag);
        server.lines.clear();
        server.requests.clear();
        try (OriginWriter writer = origin.openForWriting("/f", before, 3)) {
            assertThat(writer.inPlace()).isFalse();
            writer.write(0, ByteBuffer.wrap(text("two")));
            OriginAttributes made = writer.commit(false);
            assertThat(writer.isCertain()).isTrue();
            assertThat(server.lines).containsExactly("HEAD /f", "PUT /f");
            assertThat(made).isEqualTo(origin.stat("/f"));
        }
        assertThat(server.requests.get(1)).contains("If-Match: " + version + "\n", "Content-Length: 3\n");
    }

    @Test
    void aServerThatTellsNoETagAfterAPutIsAskedAndTheAnswerIsNotCertain() throws Exception {
        folder.tellsEtag = false;
        OriginAttributes before = given(text("one"));
        try (OriginWriter writer = origin.openForWriting("/f", before, 3)) {
            writer.write(0, ByteBuffer.wrap(text("two")));
            assertThat(writer.commit(false)).isEqualTo(origin.stat("/f")).isNotEqualTo(before);
            assertThat(writer.isCertain()).isFalse();
        }
    }

    @Test
    void somebodyElseWhoWritesRightAfterThePutIsFoundByAnotherLength() throws Exception {
        folder.tellsEtag = false;
        OriginAttributes before = given(text("one"));
        server.script = onPut(request -> {
            Answer done = folder.answer(request);
            folder.put("/f", text("somebody else's"));
            return done;
        });
        assertThatExceptionOfType(OriginChangedException.class)
                .isThrownBy(() -> write("/f", before, text("two")))
                .withMessageContaining("has 15 bytes after a PUT of 3");
    }

    @ParameterizedTest
    @ValueSource(ints = {13, LARGE})
    void somebodyElseWhoWritesAfterTheOpenIsNotOverwritten(int size) throws Exception {
        OriginAttributes before = given(text("one"));
        byte[] contents = new byte[size];
        try (OriginWriter writer = origin.openForWriting("/f", before, size)) {
            folder.put("/f", text("somebody else's"));
            assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> {
                writer.write(0, ByteBuffer.wrap(contents));
                writer.commit(true);
            });
        }
        assertThat(read("/f")).isEqualTo(text("somebody else's"));
        assertThat(seen()).hasSize(1);
    }

    @Test
    void withoutAStrongETagLastModifiedIsTheCondition() throws Exception {
        HttpResource file = folder.put("/f", text("one"));
        file.etag = "W/\"x\"";
        file.modified = Instant.parse("2020-02-02T00:00:00Z");
        write("/f", origin.stat("/f"), text("two"));
        assertThat(server.requests)
                .anyMatch(head ->
                        head.startsWith("PUT") && head.contains("If-Unmodified-Since: Sun, 2 Feb 2020 00:00:00 GMT\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "W/\"weak\""})
    void withoutAnythingToHoldTheServerToNothingIsWritten(String etag) throws Exception {
        folder.put("/f", text("one")).etag = etag.isEmpty() ? null : etag;
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> write("/f", origin.stat("/f"), text("two")))
                .withMessageContaining("/f: the server tells neither a strong ETag nor Last-Modified");
        assertThat(seen()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "202, whether it has is not known",
        "303, it is redirected",
        "405, does not take PUT here",
        "409, no such folder",
        "413, does not take files that large",
        "423, is locked",
        "500, whether the server has done it is not known",
        "501, does not take PUT here",
        "503, 503",
        "507, no space is left"
    })
    void aRefusalIsToldInPlainWordsAndNotRepeated(int status, String message) throws Exception {
        OriginAttributes before = given(text("one"));
        server.script = onPut(request -> Answer.of(status));
        assertThatIOException()
                .isThrownBy(() -> write("/f", before, text("two")))
                .withMessageContaining(server.url() + "/f")
                .withMessageContaining("status " + status)
                .withMessageContaining(message);
        assertThat(seen()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({"429, 3", "503, 3", "503, "})
    void aBusyServersWishIsHandedOn(int status, @Nullable Integer seconds) throws Exception {
        OriginAttributes before = given(text("one"));
        server.script = onPut(request ->
                seconds == null ? Answer.of(status) : Answer.of(status).with("Retry-After", "" + seconds));
        assertThatExceptionOfType(OriginBusyException.class)
                .isThrownBy(() -> write("/f", before, text("two")))
                .satisfies(busy ->
                        assertThat(busy.retryAfter()).isEqualTo(seconds == null ? null : Duration.ofSeconds(seconds)));
        assertThat(seen()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void whoMayNotWriteIsToldSo(int status) throws Exception {
        OriginAttributes before = given(text("one"));
        server.script = onPut(request -> Answer.of(status));
        assertThatExceptionOfType(AccessDeniedException.class)
                .isThrownBy(() -> write("/f", before, text("two")))
                .withMessageContaining("status " + status)
                .withMessageNotContaining("secret");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 100_000})
    void aRefusalBeforeTheEndOfTheBodyIsToldAndNotTheBrokenConnection(int taken) throws Exception {
        OriginAttributes before = given(text("one"));
        server.bodyLimit = taken;
        server.script = onPut(request -> Answer.of(413));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> write("/f", before, new byte[LARGE]))
                .withMessageContaining("status 413: the server does not take files that large");
        server.bodyLimit = Integer.MAX_VALUE;
        assertThat(read("/f")).isEqualTo(text("one"));
    }

    @Test
    void aServerThatSaysDoneBeforeItHasTheFileIsNotBelieved() throws Exception {
        OriginAttributes before = given(text("one"));
        server.bodyLimit = 10;
        server.script = onPut(request -> Answer.of(204));
        assertThatIOException()
                .isThrownBy(() -> write("/f", before, new byte[LARGE]))
                .withMessageContaining("before the server had the whole file");
    }

    @Test
    void anInterimResponseInTheMiddleOfTheBodyIsNoAnswer() throws Exception {
        OriginAttributes before = given(text("one"));
        byte[] contents = HttpResource.bytes(LARGE, 3);
        server.interim = true;
        write("/f", before, contents);
        assertThat(read("/f")).isEqualTo(contents);
    }

    @Test
    void aServerThatTakesNothingIsAnErrorAfterTheTimeOut() throws Exception {
        origin.close();
        origin = origin("", HttpOptions.DEFAULTS.withTimeouts(Duration.ofSeconds(5), Duration.ofMillis(200)));
        OriginAttributes before = given(text("one"));
        server.bodyLimit = 10;
        CountDownLatch over = new CountDownLatch(1);
        server.script = onPut(request -> {
            awaitUninterruptibly(over);
            return null;
        });
        try {
            assertThatIOException()
                    .isThrownBy(() -> write("/f", before, new byte[64 << 20]))
                    .withMessageContaining("took nothing of the body for PT0.2S");
        } finally {
            over.countDown();
        }
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void whenNoAnswerComesItIsSaidThatTheOutcomeIsUnknown() throws Exception {
        OriginAttributes before = given(text("one"));
        for (int size : List.of(3, LARGE)) {
            server.script = onPut(request -> null);
            assertThatIOException()
                    .isThrownBy(() -> write("/f", before, new byte[size]))
                    .withMessageContaining("PUT " + server.url() + "/f")
                    .withMessageContaining("whether the server has done it is not known");
        }
        assertThat(seen()).hasSize(2);
    }

    @Test
    void aSmallBodyIsSentAnewToWhereItIsRedirectedWithoutTheCredentials() throws Exception {
        try (ScriptedHttpServer other = new ScriptedHttpServer()) {
            HttpFolder elsewhere = new HttpFolder();
            elsewhere.put("/g", text("one"));
            other.script = elsewhere;
            server.script = request -> Answer.of(307, "Location: " + other.url() + "/g");
            write("/f", origin.stat("/f"), text("two"));
            assertThat(read("/f")).isEqualTo(text("two"));
            assertThat(other.requests).isNotEmpty().noneMatch(head -> head.contains("Authorization"));
        }
    }

    @Test
    void aLargeBodyIsNotRedirected() throws Exception {
        OriginAttributes before = given(text("one"));
        server.script = onPut(request -> Answer.of(308, "Location: /g"));
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> write("/f", before, new byte[LARGE]))
                .withMessageContaining("status 308: it is redirected");
        assertThat(seen()).containsExactly("PUT /f");
    }

    @Test
    void aBodyThatIsGivenUpChangesNothing() throws Exception {
        OriginAttributes before = given(text("one"));
        try (OriginWriter writer = origin.openForWriting("/f", before, LARGE)) {
            writer.write(0, ByteBuffer.wrap(new byte[1 << 20]));
        }
        assertThat(read("/f")).isEqualTo(text("one"));
        try (OriginWriter writer = origin.openForWriting("/f", before, 5)) {
            writer.write(0, ByteBuffer.wrap(text("tw")));
            assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> writer.commit(false));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> writer.write(3, ByteBuffer.wrap(text("x"))));
            assertThatExceptionOfType(IllegalArgumentException.class)
                    .isThrownBy(() -> writer.write(2, ByteBuffer.wrap(text("too long"))));
        }
        assertThat(seen().size()).isLessThanOrEqualTo(1);
    }

    @Test
    void aFileThatSomebodyMakesAtTheSameMomentIsNotEmptied() throws Exception {
        server.script = onPut(request -> {
            folder.put("/f", text("somebody else's"));
            return folder.answer(request);
        });
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> origin.create("/f"));
        assertThat(read("/f")).isEqualTo(text("somebody else's"));
        assertThat(server.requests).anyMatch(head -> head.startsWith("PUT") && head.contains("If-None-Match: *\n"));
    }

    @Test
    void aServerThatDoesNotKnowTheConditionDoesNotEmptyAFileThatIsThere() throws Exception {
        given(text("one"));
        server.script = onPut(request -> Answer.of(204));
        assertThatExceptionOfType(FileAlreadyExistsException.class).isThrownBy(() -> origin.create("/f"));
        assertThat(seen()).isEmpty();
    }

    @Test
    void aFileThatChangesBeforeItsDeletionIsKept() throws Exception {
        given(text("one"));
        server.script = request -> {
            if (request.method().equals("DELETE")) {
                folder.put("/f", text("somebody else's"));
            }
            return folder.answer(request);
        };
        assertThatExceptionOfType(OriginChangedException.class).isThrownBy(() -> origin.delete("/f"));
        assertThat(read("/f")).isEqualTo(text("somebody else's"));
    }

    @Test
    void whatHttpHasNotIsSaidToBeUnsupported() throws Exception {
        folder.put("/d/", text("a folder's page"));
        server.script =
                request -> request.target().equals("/d") ? Answer.of(301, "Location: /d/") : folder.answer(request);
        for (String path : List.of("/d", "/d/")) {
            assertThatExceptionOfType(UnsupportedOperationException.class)
                    .isThrownBy(() -> origin.delete(path))
                    .withMessageContaining("is a folder");
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> origin.createFolder("/x"))
                .withMessageContaining(server.url());
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> origin.move("/f", "/g", false))
                .withMessageContaining("copy it");
        assertThat(seen()).isEmpty();
    }

    @Test
    void aLargeFileIsWrittenOverTls(@TempDir Path at) throws Exception {
        TestCertificate certificate = new TestCertificate(at);
        try (ScriptedHttpServer secure = ScriptedHttpServer.secure(certificate)) {
            secure.script = folder;
            String url = secure.url() + "/";
            origin.close();
            origin = new HttpOrigin(
                    HttpUrl.parse(url).server(), null, HttpOptions.DEFAULTS.withCaFile(certificate.pem()));
            byte[] contents = HttpResource.bytes(1 << 20, 3);
            write("/f", given(text("one")), contents);
            assertThat(read("/f")).isEqualTo(contents);
        }
    }
}
