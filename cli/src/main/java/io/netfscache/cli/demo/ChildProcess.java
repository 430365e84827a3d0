package io.netfscache.cli.demo;

import io.netfscache.cli.CommandFailure;
import io.netfscache.cli.Main;
import io.netfscache.cli.Wiring;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A process of the demo's own that runs another command of this program: the same Java with the same flags. It ends when
 * its standard input does, so also when the demo is killed. Speaks in lines; its standard error goes to a log file.
 */
final class ChildProcess implements AutoCloseable {
    private final String name;
    private final Path log;
    private final Process process;
    private final Writer in;
    /** Empty for the end. A child answers one line per line that it is told, so this stays short. */
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();

    private ChildProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /** Starts {@code netfs-cache} with these arguments; the log is {@code <folder>/<name>.log}. */
    static ChildProcess start(String name, List<String> javaFlags, List<String> arguments, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(ManagementFactory.getRuntimeMXBean().getInputArguments(), javaFlags));
        command.addAll(List.of("-cp", absoluteClassPath(), Main.class.getName()));
        command.addAll(arguments);
        Path log = folder.resolve(name + ".log");
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        ChildProcess child = new ChildProcess(name, log, process);
        Wiring.daemon("demo-" + name, child::readLines);
        return child;
    }

    /** The flags of this process without those that only one process can have, and some more. */
    static List<String> flags(List<String> own, List<String> more) {
        List<String> flags = new ArrayList<>(own);
        flags.removeIf(flag -> flag.startsWith("-Xmx")
                || flag.startsWith("-Xms")
                || flag.startsWith("-Xrunjdwp")
                || flag.startsWith("-Xdebug")
                || flag.startsWith("-agent")
                || flag.startsWith("-javaagent")
                || flag.matches("-XX:[+-]Use\\w*GC"));
        flags.addAll(more);
        // Several Javas share the machine's few processors: the collector that needs least.
        flags.add("-XX:+UseSerialGC");
        return flags;
    }

    private static String absoluteClassPath() {
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .reduce((first, second) -> first + File.pathSeparator + second)
                .orElseThrow();
    }

    private void readLines() {
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            out.lines().forEach(line -> lines.add(Optional.of(line)));
        } catch (IOException | UncheckedIOException e) {
            lines.add(Optional.empty());
            return;
        }
        lines.add(Optional.empty());
    }

    /** Its next line, waited for. */
    String readLine(Duration deadline) throws InterruptedException {
        Optional<String> line = lines.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new CommandFailure(name + " has not answered in " + deadline.toSeconds() + " s" + logTail());
        }
        return line.orElseThrow(() -> new CommandFailure(name + " has ended" + logTail()));
    }

    void writeLine(String line) throws IOException {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new IOException(name + " has ended" + logTail(), e);
        }
    }

    private String logTail() {
        try {
            List<String> tail = Files.readAllLines(log);
            return ":\n  "
                    + String.join(
                            "\n  ", tail.subList(Math.max(0, tail.size() - DemoLimits.SHOWN_LOG_LINES), tail.size()));
        } catch (IOException e) {
            return "; its log cannot be read: " + e;
        }
    }

    /** kill -9. */
    void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(DemoLimits.STOP.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Lets it end by itself, and ends it when it does not. */
    @Override
    public void close() {
        try {
            in.close();
        } catch (IOException e) {
            // It is not there any more: nothing to close.
        }
        try {
            if (!process.waitFor(DemoLimits.STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it now, without waiting. */
    void destroy() {
        process.destroyForcibly();
    }
}
