package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;

/** The signals that Java cannot send. */
final class Signals {
    private Signals() {}

    /** @param signal its name, such as STOP */
    static void send(Process process, String signal) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).as("kill -%s %d", signal, process.pid()).isZero();
    }
}
