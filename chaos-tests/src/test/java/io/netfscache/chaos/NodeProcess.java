package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.cli.Json;
import io.netfscache.cli.NodeCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A place for a node: ports and a data directory, which it keeps, and the process that runs there now, if any. */
public final class NodeProcess {
    private static final int SHOWN_LOG_LINES = 40;
    /** SIGTERM as a shell reports it: 128 + 15. */
    private static final int ENDED_BY_SIGTERM = 143;

    private final String name;
    private final Path data;
    private final Path out;
    private final Path log;
    private final int dataPort;
    private final List<String> arguments;
    private @Nullable Process process;
    private @Nullable String id;
    private boolean paused;

    /** @param arguments without data directory and data port, which are this place's */
    NodeProcess(String name, Path folder, int dataPort, List<String> arguments) {
        this.name = name;
        this.data = folder.resolve(name);
        this.out = folder.resolve(name + ".out");
        this.log = folder.resolve(name + ".log");
        this.dataPort = dataPort;
        this.arguments = Stream.concat(
                        Stream.of(
                                "node",
                                "--json",
                                "--stop-with-stdin",
                                "--data",
                                data.toString(),
                                "--listen",
                                "" + dataPort),
                        arguments.stream())
                .toList();
    }

    public void start() throws IOException {
        assertThat(isRunning()).as("%s runs already", name).isFalse();
        Process started = new ProcessBuilder(ChildJvm.command(arguments))
                .redirectOutput(out.toFile())
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        // The end of standard input stops a node, but not one that is paused.
        Runtime.getRuntime().addShutdownHook(new Thread(started::destroyForcibly, name + "-end"));
        process = started;
        paused = false;
    }

    public void awaitReady() {
        await(name + " is ready")
                .atMost(Waits.READY)
                .failFast(name + " has ended", () -> !isRunning())
                .until(() -> Files.readString(out).contains("\n"));
        try {
            id = Json.read(Files.readString(out), NodeCommand.Ready.class).node();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String name() {
        return name;
    }

    /** Its persistent id, once it has been ready. */
    String id() {
        assertThat(id).as("%s was never ready", name).isNotNull();
        return id;
    }

    Path data() {
        return data;
    }

    InetSocketAddress dataAddress() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), dataPort);
    }

    boolean isRunning() {
        Process running = process;
        return running != null && running.isAlive();
    }

    boolean isPaused() {
        return paused;
    }

    /** kill -9. */
    public void kill9() throws InterruptedException {
        Process running = running();
        running.destroyForcibly();
        awaitEnd(running);
    }

    /** Its disk is gone: where the data directory was there is nothing. The node must not run. */
    void loseData() throws IOException {
        assertThat(isRunning()).as("%s runs", name).isFalse();
        List<Path> deepestFirst;
        try (Stream<Path> tree = Files.walk(data)) {
            deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : deepestFirst) {
            Files.delete(path);
        }
    }

    /** kill -STOP. */
    void pause() throws IOException, InterruptedException {
        Signals.send(running(), "STOP");
        paused = true;
    }

    /** kill -CONT. */
    void resume() throws IOException, InterruptedException {
        Signals.send(running(), "CONT");
        paused = false;
    }

    /** SIGTERM; checks that the node ended as it should and left a store that need not be verified. */
    void terminate() throws IOException, InterruptedException {
        Process running = running();
        // Not Process.destroy(), which closes the node's standard input too and so stops it twice.
        Signals.send(running, "TERM");
        awaitEnd(running);
        assertThat(running.exitValue()).as("exit status of %s", name).isEqualTo(ENDED_BY_SIGTERM);
        assertThat(wasClosedCleanly()).as("%s marked its store as clean", name).isTrue();
    }

    /** Whether the last stop marked the store so that its blocks can be trusted. */
    boolean wasClosedCleanly() {
        return files().anyMatch(file -> file.endsWith("clean"));
    }

    /** All files of the data directory. */
    Stream<Path> files() {
        try (Stream<Path> tree = Files.walk(data)) {
            return tree.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Process running() {
        Process running = process;
        if (running == null || !running.isAlive()) {
            throw new AssertionError(name + " does not run");
        }
        return running;
    }

    private void awaitEnd(Process ending) throws InterruptedException {
        assertThat(ending.waitFor(Waits.ENDED.toSeconds(), TimeUnit.SECONDS))
                .as("%s has ended", name)
                .isTrue();
    }

    /** What Netty's leak detector has found in it; empty when nothing. */
    String leaks() throws IOException {
        try (Stream<String> lines = Files.lines(log)) {
            return lines.filter(line -> line.contains("LEAK:")).collect(Collectors.joining("\n"));
        }
    }

    /** Ends it at once, whatever it is doing. */
    void destroy() {
        Process running = process;
        if (running != null) {
            running.destroyForcibly();
        }
    }

    String logTail() {
        if (!Files.exists(log)) {
            return "(no log)";
        }
        try {
            List<String> lines = Files.readAllLines(log);
            return String.join("\n", lines.subList(Math.max(0, lines.size() - SHOWN_LOG_LINES), lines.size()));
        } catch (IOException e) {
            return "(its log cannot be read: " + e + ")";
        }
    }
}
