package io.netfscache.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The archive as somebody has it who unpacks it on a machine. */
@Timeout(180)
final class DistributionIT {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Pattern DATA_ADDRESS = Pattern.compile("\"data\":\"([^\"]+)\"");

    @TempDir
    Path folder;

    @Test
    void aNodeAndItsClientsRunFromAReadOnlyFolderAndChangeNothingInIt() throws Exception {
        // Given
        byte[] contents = new byte[300_000];
        new Random(1).nextBytes(contents);
        Path file = Files.write(folder.resolve("file.bin"), contents);
        Unpacked unpacked = new Unpacked(Path.of(System.getProperty("netfs.dist.archive")), folder);
        Map<String, String> before = unpacked.snapshot();
        // When
        String version = text(unpacked.run("--version"));
        String help = text(unpacked.run("--help"));
        Path out = folder.resolve("node.out");
        Path err = folder.resolve("node.err");
        Process node = unpacked.start(
                out,
                err,
                "node",
                "--json",
                "--data",
                folder.resolve("data").toString(),
                "--listen",
                "127.0.0.1:0",
                "--admin",
                "127.0.0.1:0",
                "--member",
                "127.0.0.1:" + freePort());
        try {
            String address = awaitReady(node, out, err);
            assertThat(unpacked.run("cat", "--servers", address, file.toString()))
                    .isEqualTo(contents);
            assertThat(unpacked.run("cat", "--servers", address, file.toString()))
                    .isEqualTo(contents);
            new ProcessBuilder("kill", "-TERM", Long.toString(node.pid()))
                    .start()
                    .waitFor();
            assertThat(node.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            node.destroyForcibly();
        }
        // Then: what the unit calls a success.
        assertThat(node.exitValue()).as(Files.readString(err)).isEqualTo(143);
        assertThat(version).startsWith("netfs-cache ").doesNotContain("unpackaged");
        assertThat(unpacked.home().getFileName().toString())
                .isEqualTo("netfs-cache-"
                        + version.lines().findFirst().orElseThrow().split(" ", -1)[1]);
        assertThat(help).startsWith("Usage: netfs-cache");
        assertThat(unpacked.snapshot()).isEqualTo(before);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    private static String awaitReady(Process node, Path out, Path err) throws IOException {
        await("the node is ready")
                .atMost(READY)
                .failFast(() -> {
                    if (!node.isAlive()) {
                        throw new AssertionError("the node has ended: " + Files.readString(err));
                    }
                })
                .until(() -> Files.readString(out).contains("\n"));
        Matcher found = DATA_ADDRESS.matcher(Files.readString(out));
        assertThat(found.find()).as(Files.readString(out)).isTrue();
        return found.group(1);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
