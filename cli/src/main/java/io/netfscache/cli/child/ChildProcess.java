package io.netfscache.cli.child;

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
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
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
 * A process that runs another command of this program: the same Java with the same flags. It ends when its standard input
 * does, so also when this process is killed, unless it is paused then. Speaks in lines; its standard error is appended to a
 * log file. Any thread.
 */
public final class ChildProcess implements AutoCloseable {
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
    public static ChildProcess start(String name, List<String> javaFlags, List<String> arguments, Path folder)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(flags(ManagementFactory.getRuntimeMXBean().getInputArguments(), javaFlags));
        command.addAll(List.of("-cp", absoluteClassPath(), Main.class.getName()));
        command.addAll(arguments);
        Path log = folder.resolve(name + ".log");
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        ChildProcess child = new ChildProcess(name, log, process);
        Wiring.daemon("child-" + name, child::readLines);
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
    public String readLine(Duration deadline) throws InterruptedException {
        Optional<String> line = lines.poll(deadline.toMillis(), TimeUnit.MILLISECONDS);
        if (line == null) {
            throw new CommandFailure(name + " has not answered in " + deadline.toSeconds() + " s" + logTail());
        }
        return line.orElseThrow(() -> new CommandFailure(name + " has ended" + logTail()));
    }

    public void writeLine(String line) throws IOException {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException e) {
            throw new IOException(name + " has ended" + logTail(), e);
        }
    }

    private String logTail() {
        return ":\n  " + String.join("\n  ", logTail(ChildLimits.SHOWN_LOG_LINES));
    }

    /** The last lines of its log; of the processes of that name before it too. */
    public List<String> logTail(int count) {
        try {
            List<String> lines = end(log, ChildLimits.LOG_TAIL_BYTES).lines().toList();
            return lines.subList(Math.max(0, lines.size() - count), lines.size());
        } catch (IOException e) {
            return List.of("its log cannot be read: " + e);
        }
    }

    /** The last bytes of a file as text; the first line of it may be cut short. */
    static String end(Path file, int bytes) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer end = ByteBuffer.allocate(bytes);
            long from = Math.max(0, channel.size() - bytes);
            while (end.hasRemaining() && channel.read(end, from + end.position()) >= 0) {
                // a read may give less than was asked for
            }
            return new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
        }
    }

    /** As the system numbers it. */
    public long pid() {
        return process.pid();
    }

    /** Whether it has not ended; it may be paused. */
    public boolean isRunning() {
        return process.isAlive();
    }

    /** Stops it in its tracks: SIGSTOP. It does not end with this process as long as it is paused. */
    public void pause() throws IOException, InterruptedException {
        signal("STOP");
    }

    /** Lets it go on: SIGCONT. */
    public void resume() throws IOException, InterruptedException {
        signal("CONT");
    }

    /** Asks it to end, as an operator does: SIGTERM. {@link Process#destroy} would end its standard input too. */
    public void terminate() throws IOException, InterruptedException {
        signal("TERM");
    }

    /** Waits for its end; whether it has ended. */
    public boolean awaitEnd(Duration atMost) throws InterruptedException {
        return process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void signal(String name) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(pid())).start();
        if (kill.waitFor() != 0) {
            throw new IOException("kill -" + name + " " + pid() + " has failed: " + this.name + " has ended?");
        }
    }

    /** kill -9. */
    public void kill() throws InterruptedException {
        process.destroyForcibly();
        process.waitFor(ChildLimits.STOP.toMillis(), TimeUnit.MILLISECONDS);
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
            if (!process.waitFor(ChildLimits.STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** Ends it now, without waiting. */
    public void destroy() {
        process.destroyForcibly();
    }
}
