package io.netfscache.containers;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.ConflictException;
import com.github.dockerjava.api.exception.NotFoundException;
import com.github.dockerjava.api.model.Image;
import io.netfscache.chaos.Waits;
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
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.utility.DockerImageName;

/** The container image of this checkout, built by dist/image/build.sh when the engine does not have it yet. */
public final class NodeImage {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Path SCRIPTS = ROOT.resolve("dist/image");
    private static final Path JAR = ROOT.resolve("cli/target/netfs-cache.jar");
    private static final int TAG_CHARACTERS = 16;
    private static final int CHECKOUT_CHARACTERS = 8;
    private static final String REPOSITORY = "netfs-cache-test";
    /** Images of other checkouts are theirs for so long. */
    private static final Duration FOREIGN_AGE = Duration.ofDays(1);

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
                String checkout = digest(ROOT.toString()).substring(0, CHECKOUT_CHARACTERS) + "-";
                String tag = REPOSITORY + ":" + checkout + contents();
                if (run(List.of("docker", "image", "inspect", tag)) != 0) {
                    int status = run(List.of("sh", SCRIPTS.resolve("build.sh").toString(), tag));
                    if (status != 0) {
                        throw new IllegalStateException("build.sh " + tag + " ended with " + status + ": "
                                + Files.readString(log(), StandardCharsets.UTF_8));
                    }
                }
                removeOld(tag, REPOSITORY + ":" + checkout);
                return DockerImageName.parse(tag);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Those of this checkout but {@code current}, and those of others when they are old: a checkout may be gone. */
    private static void removeOld(String current, String own) {
        DockerClient client = DockerClientFactory.lazyClient();
        for (Image image :
                client.listImagesCmd().withReferenceFilter(REPOSITORY).exec()) {
            boolean old = Instant.ofEpochSecond(image.getCreated())
                    .isBefore(Instant.now().minus(FOREIGN_AGE));
            for (String tag : image.getRepoTags()) {
                if (!tag.equals(current) && (tag.startsWith(own) || old)) {
                    remove(client, tag);
                }
            }
        }
    }

    private static void remove(DockerClient client, String tag) {
        try {
            client.removeImageCmd(tag).exec();
        } catch (ConflictException inUse) {
            // By a container of another JVM; goes with the next build.
        } catch (NotFoundException gone) {
            // Another JVM was quicker.
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
            if (!process.waitFor(Waits.IMAGE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException(command + " has not ended within " + Waits.IMAGE.toSeconds() + " s: "
                        + Files.readString(log(), StandardCharsets.UTF_8));
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new IllegalStateException(command + " was interrupted", e);
        }
    }

    private static String digest(String text) {
        return HexFormat.of().formatHex(sha256().digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("no Java is without SHA-256", e);
        }
    }

    /** A digest of all that the image is made of: jar, scripts and the Java that the runtime is taken from. */
    private static String contents() throws IOException {
        try (Stream<Path> scripts = Files.list(SCRIPTS)) {
            MessageDigest digest = sha256();
            digest.update(System.getProperty("java.vm.version").getBytes(StandardCharsets.UTF_8));
            for (Path file : Stream.concat(Stream.of(JAR), scripts.sorted()).toList()) {
                digest.update(Files.readAllBytes(file));
            }
            return HexFormat.of().formatHex(digest.digest()).substring(0, TAG_CHARACTERS);
        }
    }
}
