package io.netfscache.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.utility.DockerImageName;

/** The container image of this checkout, built by dist/image/build.sh when the engine does not have it yet. */
public final class NodeImage {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCRIPTS = ROOT.resolve("dist/image");
    private static final Path JAR = ROOT.resolve("cli/target/netfs-cache.jar");
    private static final int TAG_CHARACTERS = 16;
    private static final int BUILD_SECONDS = 240;

    private NodeImage() {}

    private static final class Built {
        static final DockerImageName NAME = build();
    }

    /**
     * The image, built once for all JVMs with tests; named by what it is made of.
     *
     * @throws IllegalStateException when it cannot be built; says what failed
     */
    public static DockerImageName name() {
        return Built.NAME;
    }

    private static DockerImageName build() {
        if (!Files.isRegularFile(JAR)) {
            throw new IllegalStateException("no jar at " + JAR + "; build it: ./netfs-cache --version");
        }
        // A file and not a folder of a module: there may be several JVMs with tests.
        Path lock = Path.of("target", "node-image.lock");
        try {
            Files.createDirectories(lock.toAbsolutePath().getParent());
            try (FileChannel file = FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock held = file.lock()) {
                String tag = "netfs-cache-test:" + contents();
                if (run(List.of("docker", "image", "inspect", tag)) != 0) {
                    int status = run(List.of("sh", SCRIPTS.resolve("build.sh").toString(), tag));
                    if (status != 0) {
                        throw new IllegalStateException("build.sh " + tag + " ended with " + status + ": "
                                + Files.readString(log(), StandardCharsets.UTF_8));
                    }
                }
                return DockerImageName.parse(tag);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path log() {
        return Path.of("target", "node-image.log").toAbsolutePath();
    }

    private static int run(List<String> command) throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log().toFile());
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("NETFS_CACHE_JAR", JAR.toString());
        Process process = builder.start();
        try {
            if (!process.waitFor(BUILD_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " has not ended within " + BUILD_SECONDS + " s: "
                        + Files.readString(log(), StandardCharsets.UTF_8));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    /** A digest of all that the image is made of: jar, scripts and the Java that the runtime is taken from. */
    private static String contents() throws IOException {
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
            for (Path file : Stream.concat(Stream.of(JAR), scripts.sorted()).toList()) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, TAG_CHARACTERS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no Java is without SHA-256", e);
        }
    }
}
