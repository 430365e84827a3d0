package io.netfscache.dist;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** The archive, unpacked somewhere and read-only, and commands run from it in a folder elsewhere. */
final class Unpacked {
    private static final long ENDED_SECONDS = 60;

    private final Path home;
    private final Path elsewhere;

    Unpacked(Path archive, Path folder) throws IOException, InterruptedException {
        elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        Path place = Files.createDirectory(folder.resolve("place"));
        run(place, "tar", "xzf", archive.toString());
        try (Stream<Path> top = Files.list(place)) {
            home = top.toList().get(0);
        }
        run(home, "sha256sum", "--quiet", "--strict", "-c", "SHA256SUMS");
        run(archive.getParent(), "sha256sum", "--quiet", "--strict", "-c", archive.getFileName() + ".sha256");
        // Binds nobody who is root: the test compares everything as well.
        run(place, "chmod", "-R", "a-w", ".");
    }

    Path home() {
        return home;
    }

    /** Starts {@code bin/netfs-cache}; only what a service manager would set is in the environment. */
    Process start(Path out, Path err, String... arguments) throws IOException {
        List<String> command =
                new ArrayList<>(List.of(home.resolve("bin/netfs-cache").toString()));
        command.addAll(List.of(arguments));
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(elsewhere.toFile())
                .redirectOutput(out.toFile())
                .redirectError(err.toFile());
        String path = System.getenv("PATH");
        builder.environment().clear();
        builder.environment()
                .putAll(Map.of(
                        "PATH",
                        path,
                        "HOME",
                        elsewhere.toString(),
                        "JAVA_HOME",
                        System.getProperty("java.home"),
                        "NETFS_CACHE_JAVA_OPTS",
                        "-Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1"));
        return builder.start();
    }

    /** Runs a command that must succeed; gives its standard output. */
    byte[] run(String... arguments) throws IOException, InterruptedException {
        Path out = Files.createTempFile(elsewhere, "command", ".out");
        Path err = Files.createTempFile(elsewhere, "command", ".err");
        Process process = start(out, err, arguments);
        try {
            process.getOutputStream().close();
            assertThat(process.waitFor(ENDED_SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(err)).isZero();
            return Files.readAllBytes(out);
        } finally {
            process.destroyForcibly();
        }
    }

    private static void run(Path folder, String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as("%s: %s", List.of(command), output).isZero();
    }

    /** All that would show a change: sums, sizes, modes and times, those of folders too. */
    Map<String, String> snapshot() throws IOException {
        Map<String, String> all = new TreeMap<>();
        try (Stream<Path> files = Files.walk(home)) {
            for (Path file : files.toList()) {
                String state = Files.readAttributes(
                                file, "unix:mode,size,lastModifiedTime,ctime,ino", LinkOption.NOFOLLOW_LINKS)
                        .toString();
                boolean regular = Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS);
                all.put(file.toString(), state + (regular ? Checksums.sha256(new Entry.File(file)) : ""));
            }
        }
        return all;
    }
}
