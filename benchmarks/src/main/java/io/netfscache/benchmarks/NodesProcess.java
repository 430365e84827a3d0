package io.netfscache.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Nodes in a JVM of their own, which is asked for its heap: a line in, an answer out. It ends with its standard input, so it
 * never outlives who started it.
 */
final class NodesProcess implements AutoCloseable {
    private static final String USED = "used";
    private static final String CLASSES = "classes";
    private static final String END = "end";
    private static final int CLASSES_SHOWN = 15;
    private static final long END_SECONDS = 30;

    private final Process process;
    private final PrintStream questions;
    private final BufferedReader answers;
    private final List<InetSocketAddress> addresses = new ArrayList<>();

    private NodesProcess(Process process) throws IOException {
        this.process = process;
        questions = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
        answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        for (String port : lines()) {
            addresses.add(new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(port)));
        }
    }

    /** Blocks until they are ready; they have the flags of this JVM. */
    static NodesProcess start(int count, Path data) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of(
                "-cp",
                System.getProperty("java.class.path"),
                NodesProcess.class.getName(),
                Integer.toString(count),
                data.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        boolean started = false;
        try {
            NodesProcess nodes = new NodesProcess(process);
            started = true;
            return nodes;
        } finally {
            if (!started) {
                process.destroyForcibly();
            }
        }
    }

    /** Arguments: how many nodes, a folder for their data. */
    public static void main(String[] args) throws Exception {
        try (LocalNodes nodes = LocalNodes.start(Integer.parseInt(args[0]), Path.of(args[1]))) {
            print(nodes.dataAddresses().stream().map(address -> Integer.toString(address.getPort())));
            BufferedReader questions = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String question = questions.readLine(); question != null; question = questions.readLine()) {
                print(
                        question.equals(USED)
                                ? Stream.of(Long.toString(HeapProbe.usedBytes()))
                                : HeapProbe.largestClasses(CLASSES_SHOWN).stream());
            }
        }
        // Hazelcast leaves threads that are no daemons.
        System.exit(0);
    }

    private static void print(Stream<String> lines) {
        lines.forEach(System.out::println);
        System.out.println(END);
        System.out.flush();
    }

    private List<String> lines() throws IOException {
        List<String> lines = new ArrayList<>();
        for (String line = answers.readLine(); !END.equals(line); line = answers.readLine()) {
            if (line == null) {
                throw new IOException("the process of the nodes has ended; see its messages above");
            }
            lines.add(line);
        }
        return lines;
    }

    private List<String> ask(String question) throws IOException {
        questions.println(question);
        return lines();
    }

    List<InetSocketAddress> dataAddresses() {
        return List.copyOf(addresses);
    }

    /** Heap of all nodes together that is in use after collections. */
    long usedBytes() throws IOException {
        return Long.parseLong(ask(USED).get(0));
    }

    /** What takes most of it. */
    List<String> largestClasses() throws IOException {
        return ask(CLASSES);
    }

    @Override
    public void close() throws IOException {
        questions.close();
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
