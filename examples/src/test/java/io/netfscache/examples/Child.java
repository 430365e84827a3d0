package io.netfscache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** What a program in a fresh JVM came to. */
final class Child {
    private static final long ENDED_SECONDS = 60;

    private final int status;
    private final byte[] out;
    private final String err;

    private Child(int status, byte[] out, String err) {
        this.status = status;
        this.out = out;
        this.err = err;
    }

    /** Runs a program of this module: the library, what it needs, and nothing else on the class path. */
    static Child example(Class<?> main, String... arguments) throws IOException, InterruptedException {
        String classPath = classPath(List.of("examples-", "netfs-cache-client", "slf4j-api", "jspecify"));
        return java(classPath, main.getName(), arguments);
    }

    /** Entries of this JVM's class path whose file or folder has a name that begins like that, one for each. */
    static String classPath(List<String> names) {
        List<String> entries =
                Arrays.asList(System.getProperty("java.class.path").split(File.pathSeparator, -1));
        return names.stream()
                .map(name -> entries.stream()
                        .filter(entry -> Path.of(entry).getFileName().toString().startsWith(name))
                        .findFirst()
                        .orElseThrow(() -> new AssertionError("no " + name + " in " + entries)))
                .collect(Collectors.joining(File.pathSeparator));
    }

    static Child java(String classPath, String main, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(command());
        // Without a logging back end slf4j says on standard error that there is none; that is for the program to
        // choose.
        command.add("-Dslf4j.internal.verbosity=ERROR");
        command.addAll(List.of("-cp", classPath, main));
        command.addAll(List.of(arguments));
        Path out = Files.createTempFile("netfs-example", ".out");
        Path err = Files.createTempFile("netfs-example", ".err");
        Process process = new ProcessBuilder(command)
                .redirectOutput(out.toFile())
                .redirectError(err.toFile())
                .start();
        try {
            boolean ended = process.waitFor(ENDED_SECONDS, TimeUnit.SECONDS);
            assertThat(ended)
                    .as("%s has ended; %s", main, Files.readString(err))
                    .isTrue();
            return new Child(process.exitValue(), Files.readAllBytes(out), Files.readString(err));
        } finally {
            process.destroyForcibly();
            Files.delete(out);
            Files.delete(err);
        }
    }

    /** This Java, small, and told not to warn of what a Netty does. */
    static List<String> command() {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED"));
        if (Runtime.version().feature() >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        return command;
    }

    Child succeeded() {
        assertThat(status).as(err).isZero();
        return this;
    }

    /** Its standard output. */
    byte[] out() {
        return out;
    }

    /** Its standard error. */
    String err() {
        return err;
    }

    String text() {
        return new String(out, StandardCharsets.UTF_8);
    }
}
