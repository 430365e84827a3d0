package io.netfscache.cli.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
