package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class PartFileTest {
    @TempDir
    Path folder;

    private List<String> files() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).toList();
        }
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
    }

    @Test
    void onlyTheCompleteFileHasTheName() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");

        try (PartFile part = PartFile.create(target)) {
            part.write(bytes("dropped"));
            part.restart();
            part.write(bytes("new"));
            assertThat(target).hasContent("old");
            part.complete();
        }
        assertThat(target).hasContent("new");
        assertThat(files()).containsExactly("target");
    }

    @Test
    void whatIsNoRegularFileIsLeftAlone() throws IOException {
        Path device = Path.of("/dev/null");

        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PartFile.create(device))
                .withMessageStartingWith("cannot write /dev/null: it is no regular file");
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void aLinkStaysALinkAndTheFileKeepsItsPermissions() throws IOException {
        Path target = Files.writeString(folder.resolve("target"), "old");
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-x---"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("target"));
        Path dangling = Files.createSymbolicLink(folder.resolve("dangling"), Path.of("made"));

        for (Path name : List.of(link, dangling)) {
            try (PartFile part = PartFile.create(name)) {
                part.write(bytes("new"));
                part.complete();
            }
        }

        assertThat(link).isSymbolicLink().hasContent("new");
        assertThat(dangling).isSymbolicLink();
        assertThat(folder.resolve("made")).hasContent("new");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwxr-x---");
    }

    @Test
    void aNewFileHasThePermissionsThatAnyNewFileHas() throws IOException {
        Path usual = Files.createFile(folder.resolve("usual"));
        Path target = folder.resolve("target");

        try (PartFile part = PartFile.create(target)) {
            part.complete();
        }

        assertThat(Files.getPosixFilePermissions(target)).isEqualTo(Files.getPosixFilePermissions(usual));
    }

    @Test
    void whatIsNotCompletedIsDeleted() throws IOException {
        try (PartFile part = PartFile.create(folder.resolve("target"))) {
            part.write(bytes("half"));
            assertThat(files()).hasSize(1);
        }
        assertThat(files()).isEmpty();
    }

    @Test
    void errorsNameTheFileAndNotThePart() throws IOException {
        String tooLong = "x".repeat(300);
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> PartFile.create(folder.resolve(tooLong)))
                .withMessageStartingWith("cannot write " + folder.resolve(tooLong) + ": ")
                .withMessageNotContaining(".part");
        Path occupied = folder.resolve("occupied");
        try (PartFile part = PartFile.create(occupied)) {
            Files.createDirectories(occupied.resolve("sub"));
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(part::complete)
                    .withMessageStartingWith("cannot write " + occupied + ": ")
                    .withMessageNotContaining(".part");
        }
    }

    @Test
    void aCopyThatIsTerminatedLeavesNothing() throws Exception {
        // Given an origin that never sends the file's bytes, and a copy that waits for them
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("ETag", "\"1\"");
            exchange.getResponseHeaders().set("Content-Length", "1000");
            if ("HEAD".equals(exchange.getRequestMethod())) {
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            }
        });
        server.start();
        Process copy = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "cp",
                        "--servers",
                        "127.0.0.1:1",
                        "http://127.0.0.1:" + server.getAddress().getPort() + "/f",
                        folder.toString())
                .inheritIO()
                .start();
        try {
            await().atMost(Duration.ofSeconds(40)).until(() -> !files().isEmpty() || !copy.isAlive());
            assertThat(files()).singleElement().asString().endsWith(".part");
            // When
            copy.destroy();
            // Then
            assertThat(copy.waitFor(20, TimeUnit.SECONDS)).isTrue();
            assertThat(files()).isEmpty();
        } finally {
            copy.destroyForcibly();
            server.stop(0);
        }
    }
}
