package io.netfscache.containers;

import io.netfscache.chaos.Waits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Programs of this machine that reach into containers: the image has none, and a container has no rights. They need root; another
 * user needs a sudo that asks for nothing.
 */
final class AsRoot {
    private static final int NO_SUCH_PROGRAM = 127;

    private AsRoot() {}

    /**
     * Runs it and returns what it wrote.
     *
     * @throws IllegalStateException when it ends with another status than 0, with what it wrote
     */
    static String run(String... command) {
        return run(List.of(0), command);
    }

    /** The same for a program that may end with any of these statuses. */
    static String run(List<Integer> allowed, String... command) {
        List<String> line = new ArrayList<>();
        if (!isRoot()) {
            line.addAll(List.of("sudo", "-n"));
        }
        // So that a program that is missing is a status here as under sudo.
        line.add("env");
        line.addAll(Arrays.asList(command));
        try {
            Path output = Files.createTempFile("netfs-as-root", ".out");
            try {
                int status = await(line, output);
                String said = Files.readString(output, StandardCharsets.UTF_8);
                if (!allowed.contains(status)) {
                    String missing = status == NO_SUCH_PROGRAM
                            ? " (container tests need nsenter, iptables, tc, mount, mkfs.ext4: packages util-linux, iptables,"
                                    + " iproute2, mount, e2fsprogs)"
                            : "";
                    throw new IllegalStateException(line + " ended with status " + status + missing + ": " + said);
                }
                return said;
            } finally {
                Files.deleteIfExists(output);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(line + " could not be run", e);
        }
    }

    private static int await(List<String> line, Path output) throws IOException {
        Process process = new ProcessBuilder(line)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        try {
            if (process.waitFor(Waits.ENDED.toSeconds(), TimeUnit.SECONDS)) {
                return process.exitValue();
            }
            throw new IllegalStateException(line + " has not ended within " + Waits.ENDED.toSeconds() + " s");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(line + " was interrupted", e);
        } finally {
            process.destroyForcibly();
        }
    }

    private static boolean isRoot() {
        try {
            return (int) Files.getAttribute(Path.of("/proc/self"), "unix:uid") == 0;
        } catch (IOException e) {
            throw new UncheckedIOException("who runs this cannot be told", e);
        }
    }
}
