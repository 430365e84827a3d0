package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A client in a process of its own that reads one file when it is told to, and that can be paused. */
final class ClientProcess implements AutoCloseable {
    private final Process process;
    private final OutputStream commands;
    private final BufferedReader answers;

    private ClientProcess(Process process) {
        this.process = process;
        this.commands = process.getOutputStream();
        this.answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        // The end of its standard input ends it, but not while it is paused.
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "client-end"));
    }

    static ClientProcess start(CountingOrigin origin, String path, List<InetSocketAddress> servers) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(origin.url("/"), path));
        servers.forEach(server -> arguments.add(Integer.toString(server.getPort())));
        return new ClientProcess(new ProcessBuilder(ChildJvm.command(ReadingClient.class, arguments))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start());
    }

    /** Tells it to read; a paused one finds this when it goes on. */
    void beginReading(int times) throws IOException {
        commands.write((times + "\n").getBytes(StandardCharsets.UTF_8));
        commands.flush();
    }

    /** Waits until it is reading. */
    void awaitReading() throws Exception {
        assertThat(line()).isEqualTo(ReadingClient.READING);
    }

    /** Waits until it has read as often as it was told. */
    ReadingClient.Report awaitReport() throws Exception {
        return Json.read(line(), ReadingClient.Report.class);
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

    /** kill -STOP. */
    void pause() throws IOException, InterruptedException {
        Signals.send(process, "STOP");
    }

    /** kill -CONT. */
    void resume() throws IOException, InterruptedException {
        Signals.send(process, "CONT");
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
