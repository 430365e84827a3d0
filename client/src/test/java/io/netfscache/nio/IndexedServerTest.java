package io.netfscache.nio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Folders of a server that makes an index of them and redirects to it, honest or not. */
@Timeout(60)
final class IndexedServerTest {
    private final AtomicLong clock = new AtomicLong();
    private HttpServer server;
    private NetfsFileSystem files;
    private volatile String links = "<a href=\"f\">f</a>";
    private volatile boolean gone;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        files = new NetfsFileSystemProvider(Origins::resolve, clock::get)
                .newFileSystem(
                        URI.create(
                                "netfs:http://127.0.0.1:" + server.getAddress().getPort() + "/!/"),
                        Map.of("servers", "none"));
    }

    @AfterEach
    void stop() throws IOException {
        files.close();
        server.stop(0);
    }

    /** There is one folder, /d/. */
    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getRawPath();
            if (path.equals("/d") && !gone) {
                exchange.getResponseHeaders().set("Location", "/d/");
                exchange.sendResponseHeaders(301, -1);
                return;
            }
            byte[] page = ("<title>Index of</title>" + links).getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            boolean there = (path.equals("/") || path.equals("/d/") || path.equals("/d/f")) && !gone;
            if (there && exchange.getRequestMethod().equals("GET")) {
                exchange.sendResponseHeaders(200, page.length);
                exchange.getResponseBody().write(page);
            } else {
                exchange.sendResponseHeaders(there ? 200 : 404, -1);
            }
        }
    }

    private static List<String> list(Path folder) throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(Path::toString).toList();
        }
    }

    @Test
    void noNameLeadsOutOfTheFolderThatItIsCopiedTo() throws Exception {
        links =
                "<a href=\"..%2F..%2Fetc%2Fpasswd\">x</a><a href=\".%2F\">x</a><a href=\"%2F\">x</a><a href=\"a%00b\">x</a>"
                        + "<a href=\"%2e%2e\">x</a><a href=\"javascript:x\">x</a><a href=\"../../x\">x</a><a href=\"f\">f</a>";
        assertThat(list(files.getPath("/d"))).containsExactly("/d/f");
    }

    @Test
    void aFolderIsOneBeforeItIsListedToo() throws Exception {
        assertThat(files.getPath("/d")).isDirectory();
        try (Stream<Path> all = Files.walk(files.getPath("/d"))) {
            assertThat(all.map(Path::toString)).containsExactly("/d", "/d/f");
        }
        for (String there : List.of("/", "/d")) {
            assertThat(Files.createDirectories(files.getPath(there))).isEqualTo(files.getPath(there));
        }
        assertThatExceptionOfType(UnsupportedOperationException.class)
                .isThrownBy(() -> Files.createDirectory(files.getPath("/new")))
                .withMessageContaining("is an HTTP server, which has no folders of its own");
    }

    @Test
    void aFolderThatCannotBeListedAnyMoreIsForgotten() throws Exception {
        links = "<a href=\"d/\">d</a>";
        assertThat(list(files.getPath("/"))).containsExactly("/d");
        assertThat(files.getPath("/d")).isDirectory();
        // When
        gone = true;
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> list(files.getPath("/d")));
        // Then
        assertThat(files.getPath("/d")).doesNotExist();
    }

    @Test
    void whatWasListedAsAFolderLongAgoIsAskedForAgain() throws Exception {
        links = "<a href=\"d/\">d</a>";
        assertThat(list(files.getPath("/"))).containsExactly("/d");
        gone = true;
        assertThat(files.getPath("/d")).isDirectory();
        // When
        clock.addAndGet(NioLimits.FOLDER_COUNTS.toNanos());
        // Then
        assertThat(files.getPath("/d")).doesNotExist();
    }
}
