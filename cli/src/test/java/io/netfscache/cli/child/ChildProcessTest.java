package io.netfscache.cli.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class ChildProcessTest {
    @Test
    void passesOnItsFlagsButNoDebuggerHeapOrCollector() {
        List<String> own = List.of(
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-Xmx1g",
                "-XX:+UseG1GC",
                "-XX:+ExitOnOutOfMemoryError",
                "-agentlib:jdwp=transport=dt_socket",
                "-javaagent:x.jar");

        assertThat(ChildProcess.flags(own, List.of("-Xmx384m")))
                .containsExactly(
                        "--add-opens=java.base/java.lang=ALL-UNNAMED",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-Xmx384m",
                        "-XX:+UseSerialGC");
    }

    @Test
    void ofALongLogOnlyTheEndIsRead(@TempDir Path folder) throws IOException {
        Path log = Files.writeString(folder.resolve("a.log"), "first\nsecond\nthird\n");

        assertThat(ChildProcess.end(log, 12).lines()).containsExactly("econd", "third");
        assertThat(ChildProcess.end(log, 1000)).isEqualTo("first\nsecond\nthird\n");
    }
}
