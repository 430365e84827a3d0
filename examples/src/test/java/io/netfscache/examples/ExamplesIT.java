package io.netfscache.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The library as a program gets it: the published jar in JVMs of its own, against a node. */
@Timeout(180)
final class ExamplesIT {
    @TempDir
    static Path folder;

    private static final int SIZE = 3_000_001;

    private static Path file;
    /** Read by one test only, which is to find nothing of it in the cache. */
    private static Path unread;

    private static byte[] contents;
    private static RunningNode node;

    @BeforeAll
    static void startNode() throws Exception {
        contents = new byte[SIZE];
        new Random(1).nextBytes(contents);
        unread = Files.write(folder.resolve("unread.bin"), contents);
        file = Files.write(folder.resolve("file.bin"), contents);
        node = new RunningNode(folder);
        // A file that has just been written is not stored: it could change again unseen.
        await().until(() -> changed(file).plusSeconds(3).isBefore(Instant.now()));
    }

    private static Instant changed(Path path) throws IOException {
        return ((FileTime) Files.getAttribute(path, "unix:ctime")).toInstant();
    }

    @AfterAll
    static void stopNode() throws Exception {
        if (node != null) {
            node.close();
        }
    }

    private static Child run(Class<?> example) throws IOException, InterruptedException {
        return run(example, file);
    }

    private static Child run(Class<?> example, Path read) throws IOException, InterruptedException {
        Child child = Child.example(example, node.host(), node.port(), read.toString())
                .succeeded();
        assertThat(child.out()).isEqualTo(contents);
        return child;
    }

    @Test
    void theRawExampleFillsTheCacheAndThenReadsFromIt() throws Exception {
        assertThat(run(RawClient.class).err()).startsWith("not cached: ").doesNotContain("not stored");
        assertThat(run(RawClient.class).err()).isEqualTo(SIZE + " bytes from the cache\n");
    }

    @Test
    void theHelperExampleTakesEachByteFromTheOriginOnce() throws Exception {
        assertThat(run(HelperClient.class, unread).err()).isEqualTo(SIZE + " bytes from the origin\n");
        assertThat(run(HelperClient.class, unread).err()).isEqualTo("0 bytes from the origin\n");
    }

    @Test
    void theNioExampleReadsThroughAPathOfTheCluster() throws Exception {
        assertThat(run(NioClient.class).err()).isEqualTo(SIZE + " bytes\n");
    }

    @Test
    void theWritingExampleKeepsTheCacheInStepWithTheFileAndRemovesBoth() throws Exception {
        Path own = Files.write(folder.resolve("own.bin"), new byte[] {1, 2, 3});

        Child child = Child.example(WritingClient.class, node.host(), node.port(), own.toString())
                .succeeded();

        assertThat(child.err()).isEqualTo("0 bytes were cached\n4096 bytes are cached\n");
        assertThat(own).doesNotExist();
    }

    @Test
    void aProgramWithAnotherNettyUsesTheClientWithoutConflict() throws Exception {
        // Given: the library in front of a Netty 4.1 with epoll of its own, and nothing of our Netty under its own
        // name.
        String classPath = Child.classPath(List.of("netfs-cache-client", "slf4j-api", "jspecify"))
                + File.pathSeparator
                + otherNetty();
        // When: compiled and run by the JVM itself, as a program that knows nothing of this build.
        Child child = Child.java(
                        classPath,
                        "src/test/programs/ProgramWithItsOwnNetty.java",
                        node.host(),
                        node.port(),
                        file.toString())
                .succeeded();
        // Then
        System.out.print(child.text());
        assertThat(child.text().lines())
                .containsExactly(
                        "its own Netty " + System.getProperty("netfs.other.netty.version") + " echoed 4 bytes by epoll",
                        "the client's Netty " + System.getProperty("netfs.shaded.netty.version") + " by epoll",
                        "two clients read " + SIZE + " bytes each",
                        "threads left: []");
        assertThat(child.err()).isEmpty();
    }

    private static String otherNetty() throws IOException {
        try (Stream<Path> jars = Files.list(Path.of(System.getProperty("netfs.other.netty")))) {
            return jars.map(Path::toString).sorted().collect(Collectors.joining(File.pathSeparator));
        }
    }
}
