package io.netfscache.examples;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node from the runnable jar, in a process of its own: its classes and the library's have the same names. */
final class RunningNode implements AutoCloseable {
    private static final Duration READY = Duration.ofSeconds(60);
    private static final Pattern DATA_PORT = Pattern.compile("\"data\":\"127\\.0\\.0\\.1:(\\d+)\"");

    private final Process process;
    private final String port;

    RunningNode(Path folder) throws IOException {
        Path out = folder.resolve("node.out");
        Path log = folder.resolve("node.log");
        List<String> command = new ArrayList<>(Child.command());
        command.addAll(
                List.of("-jar", System.getProperty("netfs.runnable.jar"), "node", "--json", "--stop-with-stdin"));
        command.addAll(List.of("--data", folder.resolve("data").toString(), "--listen", "127.0.0.1:0"));
        command.addAll(List.of("--admin", "127.0.0.1:0", "--member", "127.0.0.1:" + freePort()));
        process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(log.toFile())
                .start();
        await("the node is ready")
                .atMost(READY)
                .failFast(() -> {
                    if (!process.isAlive()) {
                        throw new AssertionError("the node has ended: " + Files.readString(log));
                    }
                })
                .until(() -> Files.readString(out).contains("\n"));
        Matcher found = DATA_PORT.matcher(Files.readString(out));
        if (!found.find()) {
            throw new AssertionError("no data port in " + Files.readString(out));
        }
        port = found.group(1);
    }

    /** Only Hazelcast cannot pick one itself and tell. */
    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    String host() {
        return "127.0.0.1";
    }

    String port() {
        return port;
    }

    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(20, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError("the node did not end with its standard input");
        }
    }
}
