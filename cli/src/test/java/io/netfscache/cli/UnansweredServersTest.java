package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** A command that reads files goes on without servers that do not answer, and says so. */
@Timeout(60)
class UnansweredServersTest {
    @TempDir
    Path folder;

    private final StringWriter err = new StringWriter();
    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("file"), "contents");
        Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    }

    private void assertCopiesUncached(String server, String called) throws IOException {
        CommandLine commandLine = NetfsCacheCommand.commandLine(Map.of("HOME", "/nonexistent"));
        commandLine.setErr(new PrintWriter(err));
        Path copy = folder.resolve("copy");
        Stopwatch stopwatch = Wiring.stopwatch();

        int status = commandLine.execute("cp", "--servers", server, file.toString(), copy.toString());

        System.out.printf("cp --servers %s: done without the cache after %.2f s%n", server, stopwatch.seconds());
        assertThat(status).as(err.toString()).isZero();
        assertThat(copy).hasContent("contents");
        assertThat(err.toString()).contains("no node answers at " + called + ", reading uncached from the origin");
    }

    @Test
    void aPortWhereNobodyListens() throws IOException {
        int port;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = closed.getLocalPort();
        }

        assertCopiesUncached("127.0.0.1:" + port, "127.0.0.1:" + port);
    }

    @Test
    void aServerThatTakesTheConnectionAndSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String address = "127.0.0.1:" + silent.getLocalPort();

            assertCopiesUncached(address, address);
        }
    }

    @Test
    void aNameThatNobodyKnows() throws IOException {
        assertCopiesUncached(
                "no-such-host.invalid:7440", "no-such-host.invalid:7440 (no address is known for that name)");
    }
}
