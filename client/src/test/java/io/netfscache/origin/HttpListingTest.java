package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.origin.OriginEntry.Kind;
import io.netfscache.origin.ScriptedHttpServer.Answer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Folders of HTTP servers that make an index of them. */
@Timeout(60)
final class HttpListingTest {
    private ScriptedHttpServer server;
    private HttpOrigin origin;

    @BeforeEach
    void serve() throws IOException {
        server = new ScriptedHttpServer();
        origin = new HttpOrigin(HttpUrl.parse(server.url()).server(), null, HttpOptions.DEFAULTS, wait -> {});
    }

    @AfterEach
    void stop() throws IOException {
        origin.close();
        server.close();
    }

    private static Answer index(String type, String text) {
        return Answer.of(200, "Content-Type: " + type).withBody(text.getBytes(StandardCharsets.UTF_8));
    }

    private List<OriginEntry> list(String type, String text) throws IOException {
        server.script = request -> request.target().equals("/d/") ? index(type, text) : Answer.of(404);
        return origin.list("/d/");
    }

    private static OriginEntry entry(String path, Kind kind) {
        return new OriginEntry(path, kind, -1, null, null);
    }

    @Test
    void theJsonOfNginxTellsNamesKindsSizesAndTimes() throws Exception {
        assertThat(list("application/json", """
                [
                { "name":"sub", "type":"directory", "mtime":"Wed, 01 Jan 2025 00:00:00 GMT" },
                { "name":"a b%41?#\\u00e4\\"{}", "type":"file", "mtime":"Thu, 02 Jan 2025 00:00:00 GMT", "size":12 },
                { "name":"pipe", "type":"other" }
                ]"""))
                .containsExactly(
                        new OriginEntry(
                                "/d/a%20b%2541%3F%23%C3%A4%22%7B%7D",
                                Kind.FILE, 12, Instant.parse("2025-01-02T00:00:00Z"), null),
                        entry("/d/pipe", Kind.SPECIAL),
                        new OriginEntry("/d/sub/", Kind.FOLDER, -1, Instant.parse("2025-01-01T00:00:00Z"), null));
        assertThat(list("application/json; charset=utf-8", "[ ]")).isEmpty();
        assertThat(server.lines).containsExactly("GET /d/", "GET /d/");
    }

    @Test
    void anHtmlIndexIsItsLinksToWhatLiesInTheFolder() throws Exception {
        String page = """
                <html><head><title>Index of /d/</title></head><body><a href="../">../</a>
                <a href="?C=N;O=D">Name</a> <A class="x" HREF="b%20%c3%a4&amp;c">b</A> <a href="sub/">sub/</a>
                <a href="/d/abs">abs</a><a href="/other">o</a><a href="sub/deep">deep</a><a href="b%20%C3%A4&c">again</a>
                <a href="http://elsewhere/d/x">x</a><a href="mailto:a@b">m</a><a href="./">.</a></body></html>""";
        assertThat(list("text/html;charset=utf-8", page))
                .containsExactly(
                        entry("/d/abs", Kind.FILE), entry("/d/b%20%C3%A4&c", Kind.FILE), entry("/d/sub/", Kind.FOLDER));
        assertThat(list("text/html", "<title>Directory listing for /d/</title>"))
                .isEmpty();
    }

    @Test
    void aFolderIsCalledAsItWasAskedForWhereverItIsRedirected() throws Exception {
        server.script = request -> request.target().equals("/d/")
                ? Answer.of(302, "Location: /real/")
                : index("text/html", "<title>Index of</title><a href=\"f\">f</a>");
        assertThat(origin.list("/d/")).containsExactly(entry("/d/f", Kind.FILE));
    }

    @Test
    void whatIsNoIndexIsAFileLikeAnyOther() throws Exception {
        for (String[] page : new String[][] {
            {"text/plain", "a"},
            {"text/html", "<title>Welcome</title><a href=\"x\">x</a>"},
            {"application/json", "{\"name\":\"x\"}"}
        }) {
            assertThat(list(page[0], page[1]))
                    .containsExactly(new OriginEntry("/d/", Kind.FILE, page[1].length(), null, null));
        }
    }

    @Test
    void namesThatLeadElsewhereAreAnError() {
        for (String name : List.of("../x", "..", ".", "", "a/b")) {
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> list("application/json", "[{\"name\":\"" + name + "\"}]"))
                    .withMessageContaining(server.url() + "/d/: the server's index of this folder is not used")
                    .withMessageContaining("the name \"" + name + "\"");
        }
    }

    @Test
    void anIndexIsOfBoundedSize() {
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> list("text/html", "<title>Index of</title>" + "x".repeat(9 << 20)))
                .withMessageContaining("8388608 bytes or more");
        StringBuilder many = new StringBuilder("[");
        for (int i = 0; i <= 100_000; i++) {
            many.append("{\"name\":\"").append(i).append("\"},");
        }
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> list("application/json", many + "]"))
                .withMessageContaining("more than 100000 entries");
    }

    /** Quadratic time would be hours. */
    @Test
    @Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void anIndexThatNeverClosesWhatItOpensIsReadOnce() throws Exception {
        assertThat(list("text/html", "<title>Index of</title>" + "<a ".repeat(2_000_000) + "href=\"f\">f</a>"))
                .containsExactly(entry("/d/f", Kind.FILE));
        assertThat(list("application/json", "[{\"name\":\"f\", \"" + "\\\"".repeat(3_000_000)))
                .containsExactly(entry("/d/f", Kind.SPECIAL));
        assertThat(list("application/json", "[{\"tags\":[\"a\",\"name\"],\"name\":\"f\",\"type\":\"file\"}]"))
                .containsExactly(entry("/d/f", Kind.FILE));
    }

    @Test
    void aFolderThatIsMissingOrForbiddenIsToldAsSuch() {
        server.script = request -> Answer.of(404);
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> origin.list("/d/"));
        server.script = request -> Answer.of(403);
        assertThatExceptionOfType(AccessDeniedException.class).isThrownBy(() -> origin.list("/d/"));
    }
}
