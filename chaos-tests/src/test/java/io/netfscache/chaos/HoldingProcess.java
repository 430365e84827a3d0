package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CookieInfo;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client in a process of its own that has one object in use, to read or to change it, until it is killed. */
final class HoldingProcess implements AutoCloseable {
    private final Process process;
    private final OutputStream commands;
    private final BufferedReader answers;

    private HoldingProcess(Process process) {
        this.process = process;
        this.commands = process.getOutputStream();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "holding-end"));
    }

    static HoldingProcess start(boolean modifies, CookieInfo object, List<InetSocketAddress> servers)
            throws IOException {
        HexFormat hex = HexFormat.of();
        List<String> arguments = new ArrayList<>(List.of(
                modifies ? "modify" : "read",
                object.volumeKey(),
                hex.formatHex(object.key().toArray()),
                hex.formatHex(object.aux().toArray()),
                Long.toString(object.size())));
        servers.forEach(server -> arguments.add(Integer.toString(server.getPort())));
        return new HoldingProcess(new ProcessBuilder(ChildJvm.command(HoldingClient.class, arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Tells it to read or change so many blocks, and waits until it has done the first. */
    void begin(int blocks) throws Exception {
        commands.write((blocks + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
        assertThat(line()).isEqualTo(HoldingClient.BEGUN);
    }

    /** Waits until it has done the last. */
    void awaitDone() throws Exception {
        assertThat(line()).isEqualTo(HoldingClient.DONE);
    }

    private String line() throws Exception {
        return CompletableFuture.supplyAsync(() -> {
                    try {
                        return String.valueOf(answers.readLine());
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                })
                .get(Waits.ENDED.toSeconds(), TimeUnit.SECONDS);
    }

    /** kill -9. */
    void kill9() throws InterruptedException {
        process.destroyForcibly();
        assertThat(process.waitFor(Waits.ENDED.toSeconds(), TimeUnit.SECONDS))
                .as("the client has ended")
                .isTrue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
