package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.cli.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What a {@code netfs-cache} command, run in a process of its own, came to. */
public final class Command {
    private final List<String> arguments;
    private final int status;
    private final byte[] out;
    private final String err;

    private Command(List<String> arguments, int status, byte[] out, String err) {
        this.arguments = arguments;
        this.status = status;
        this.out = out;
        this.err = err;
    }

    public static Command run(String... arguments) throws IOException, InterruptedException {
        return run(List.of(arguments));
    }

    public static Command run(List<String> arguments) throws IOException, InterruptedException {
        return run(Waits.ENDED, arguments);
    }

    /** @param atMost how long the command may take */
    public static Command run(Duration atMost, List<String> arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile("netfs-cache", ".out");
        Path err = Files.createTempFile("netfs-cache", ".err");
        Process process = new ProcessBuilder(ChildJvm.command(arguments))
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            // A node that starts although it should not ends with its input.
            process.getOutputStream().close();
            boolean ended = process.waitFor(atMost.toSeconds(), TimeUnit.SECONDS);
            String errors = Files.readString(err);
            assertThat(ended)
                    .as("%s has ended; standard error: %s", arguments, errors)
                    .isTrue();
            return new Command(arguments, process.exitValue(), Files.readAllBytes(out), errors);
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** Its exit status. */
    public int status() {
        return status;
    }

    /** Its standard output. */
    public byte[] out() {
        return out;
    }

    /** Its standard error. */
    public String err() {
        return err;
    }

    /** Its standard output, which must be one JSON object and nothing else, after it has succeeded. */
    public JsonNode json() {
        succeeded();
        return anyJson();
    }

    /** As {@link #json}, whether it has succeeded or not. */
    public JsonNode anyJson() {
        String text = new String(out, StandardCharsets.UTF_8);
        assertThat(text.lines()).as(text).hasSize(1);
        return Json.read(text, JsonNode.class);
    }

    public Command succeeded() {
        assertThat(status)
                .as("exit status of %s; standard error: %s", arguments, err)
                .isZero();
        return this;
    }
}
