package io.netfscache.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** In a process of its own, because a process inherits whether it ignores hang-ups, and this one may have been started by nohup. */
@Timeout(60)
class HangupTest {
    private Process process;

    /** @param disposition an option of env (GNU coreutils 8.31) */
    private BufferedReader start(String disposition) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        process = new ProcessBuilder(List.of(
                        "env",
                        disposition,
                        java,
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HangupProcess.class.getName()))
                .redirectErrorStream(true)
                .start();
        return process.inputReader();
    }

    private void hangUp() throws Exception {
        String pid = Long.toString(process.pid());
        assertThat(new ProcessBuilder("kill", "-HUP", pid).start().waitFor()).isZero();
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
    }

    @Test
    void eachHangupRunsTheTaskAndEndsNothing() throws Exception {
        BufferedReader out = start("--default-signal=HUP");
        assertThat(out.readLine()).isEqualTo(HangupProcess.RUNS);

        for (int i = 0; i < 2; i++) {
            hangUp();
            assertThat(out.readLine()).isEqualTo(HangupProcess.HUNG_UP);
        }

        process.getOutputStream().close();
        assertThat(out.readLine()).isNull();
        assertThat(process.waitFor()).isZero();
    }

    @Test
    void whoWasStartedWithHangupsIgnoredIsToldSo() throws Exception {
        BufferedReader out = start("--ignore-signal=HUP");

        assertThat(out.readLine()).contains("whoever started this process has it ignore hang-ups", "nohup");

        hangUp();
        process.getOutputStream().close();
        assertThat(out.readLine()).isNull();
        assertThat(process.waitFor()).isZero();
    }
}
