package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is left of {@code netfs-cache chaos} that is told to end. Not by SIGINT, as Ctrl-C does it: a build in the background has that
 * ignored, and so have the programs that it starts.
 */
@Timeout(180)
class ChaosInterruptedIT {
    private static final int ENDED_BY_SIGTERM = 143;
    private static final Duration STARTED = Duration.ofSeconds(90);

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"starting 2 nodes", "clients read and write"})
    void neitherAProcessNorAFolderIsLeft(String moment) throws Exception {
        // Given
        Path temporary = Files.createDirectory(folder.resolve("tmp"));
        Path err = folder.resolve("err");
        ProcessBuilder command = new ProcessBuilder(
                ChildJvm.command(List.of("chaos", "--nodes", "2", "--clients", "1", "--seconds", "60")));
        command.environment().put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + temporary);
        Process chaos = command.redirectOutput(folder.resolve("out").toFile())
                .redirectError(err.toFile())
                .start();
        try {
            await(moment).atMost(STARTED).until(() -> Files.readString(err).contains(moment));
            List<ProcessHandle> nodes = await("its nodes run")
                    .atMost(STARTED)
                    .until(() -> chaos.descendants().toList(), running -> running.size() == 2);
            assertThat(runs(temporary)).hasSize(1);

            // When
            Signals.send(chaos, "TERM");

            // Then
            assertThat(chaos.waitFor(Waits.ENDED.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(chaos.exitValue()).as(Files.readString(err)).isEqualTo(ENDED_BY_SIGTERM);
            await("the nodes have ended")
                    .atMost(Waits.ENDED)
                    .until(() -> nodes.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(runs(temporary)).isEmpty();
        } finally {
            chaos.destroyForcibly();
        }
    }

    private static List<Path> runs(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("netfs-cache-chaos-"))
                    .toList();
        }
    }
}
