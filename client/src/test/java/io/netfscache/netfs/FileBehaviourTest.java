package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.SettledFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The table of docs/file-origin.md: what the caller gets of each kind of file, and what the cluster stores. */
@Timeout(60)
final class FileBehaviourTest {
    private static final int BLOCK = 4096;
    /** More than the folio that a first read brings. */
    private static final int SIZE = 3 << 20;

    private static final int LATER = 2 << 20;

    @TempDir
    Path directory;

    private final FileOrigin origin = SettledFiles.origin();
    private Path path;
    private FakeNode node;
    private FsCache cache;
    private Netfs netfs;

    @BeforeEach
    void mount() throws Exception {
        path = write(directory.resolve("f"), 'a', SIZE);
        node = new FakeNode(1);
        cache = node.client();
        // No readahead: what a read does not ask for is not fetched.
        netfs = Netfs.mount(cache, origin, new NetfsOptions("", 64L << 20, 0, 32L << 20));
    }

    @AfterEach
    void unmount() throws IOException {
        netfs.close();
        cache.close();
        node.close();
    }

    /** A file of one letter, old enough to be stored. */
    private static Path write(Path to, char letter, int size) throws IOException {
        byte[] bytes = new byte[size];
        Arrays.fill(bytes, (byte) letter);
        Files.write(to, bytes);
        return Files.setLastModifiedTime(to, FileTime.from(Instant.now().minusSeconds(1000 - letter)));
    }

    /** The bytes from {@code position} on, which have to be one letter: its letter and how often. */
    private static String letters(NetfsFile file, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int n = file.read(position, into);
        byte[] bytes = Arrays.copyOf(into.array(), n);
        Set<Byte> seen = new java.util.HashSet<>();
        for (byte b : bytes) {
            seen.add(b);
        }
        assertThat(seen).as("letters of one read").hasSizeLessThanOrEqualTo(1);
        return n == 0 ? "nothing" : (char) bytes[0] + " x " + n;
    }

    private String read(Path from) throws IOException {
        try (NetfsFile file = netfs.open(from.toString())) {
            return letters(file, 0, 2 * SIZE);
        }
    }

    /** Of a file read just now and closed. */
    private boolean isStored() {
        return node.storedBlocks() > 0;
    }

    @Test
    void aSettledFileIsStored() throws Exception {
        assertThat(read(path)).isEqualTo("a x " + SIZE);
        assertThat(node.storedBlocks()).isEqualTo(SIZE / BLOCK);
    }

    @Test
    void aLinkIsReadAndStoredAsTheFileItLeadsTo() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        assertThat(read(link)).isEqualTo("a x " + SIZE);
        long before = origin.bytesRead();
        assertThat(read(path)).isEqualTo("a x " + SIZE);
        assertThat(origin.bytesRead()).isEqualTo(before);
        assertThat(node.storedBlocks()).isEqualTo(SIZE / BLOCK);
    }

    @Test
    void aLinkThatLeadsElsewhereIsReadThereAndTheOldTargetStaysStored() throws Exception {
        Path link = Files.createSymbolicLink(directory.resolve("link"), path);
        Path other = write(directory.resolve("other"), 'b', BLOCK);
        assertThat(read(link)).isEqualTo("a x " + SIZE);
        Files.delete(link);
        Files.createSymbolicLink(link, other);
        assertThat(read(link)).isEqualTo("b x " + BLOCK);
        long before = origin.bytesRead();
        netfs.dropFolios();
        assertThat(read(path)).isEqualTo("a x " + SIZE);
        assertThat(origin.bytesRead()).isEqualTo(before);
    }

    @Test
    void aFileThatChangedJustNowOrWillHaveChangedIsDeliveredAndNotStored() throws Exception {
        for (Duration age : new Duration[] {Duration.ofSeconds(-59), Duration.ofDays(-4000)}) {
            Files.setLastModifiedTime(path, FileTime.from(Instant.now().minus(age)));
            assertThat(read(path)).isEqualTo("a x " + SIZE);
            netfs.dropFolios();
        }
        assertThat(isStored()).isFalse();
        assertThat(netfs.stats().notCached()).containsOnlyKeys("RACY_TIMESTAMP");
    }

    /** What happens to a file between two reads of it. */
    enum Change {
        GROWS("a", SIZE + BLOCK),
        SHRINKS("a", 2 * BLOCK),
        IS_REWRITTEN("b", SIZE),
        IS_REPLACED("b", SIZE),
        IS_REPLACED_BY_A_SHORTER_ONE("b", 3 * BLOCK),
        IS_LINKED_ELSEWHERE("b", SIZE);

        private final String letter;
        private final int size;

        Change(String letter, int size) {
            this.letter = letter;
            this.size = size;
        }

        void happen(Path path) throws IOException {
            Path other = path.resolveSibling("other");
            switch (this) {
                case GROWS -> Files.writeString(path, "a".repeat(BLOCK), StandardOpenOption.APPEND);
                case SHRINKS -> write(path, 'a', size);
                case IS_REWRITTEN -> write(path, 'b', size);
                case IS_LINKED_ELSEWHERE -> {
                    Files.delete(path);
                    Files.createSymbolicLink(path, write(other, 'b', size));
                }
                default ->
                    Files.move(
                            write(other, 'b', size),
                            path,
                            StandardCopyOption.ATOMIC_MOVE,
                            StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFileThatChangesBetweenTwoReadsIsReadInTwoVersionsAndTheNewOneIsStored(Change change) throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            assertThat(letters(file, 0, BLOCK)).isEqualTo("a x " + BLOCK);
            OriginAttributes first = file.version();

            change.happen(path);

            String rest = letters(file, LATER, 2 * SIZE);
            int left = Math.max(0, change.size - LATER);
            assertThat(rest).isEqualTo(left == 0 ? "nothing" : change.letter + " x " + left);
            assertThat(file.version()).isNotEqualTo(first).isEqualTo(origin.stat(path.toString()));
            assertThat(letters(file, 0, 2 * SIZE)).isEqualTo(change.letter + " x " + change.size);
        }
        assertThat(read(path)).isEqualTo(change.letter + " x " + change.size);
        long before = origin.bytesRead();
        netfs.dropFolios();
        assertThat(read(path)).isEqualTo(change.letter + " x " + change.size);
        assertThat(origin.bytesRead()).as("all of it was stored").isEqualTo(before);
    }

    @Test
    void aFileThatIsRemovedWhileOpenIsAnErrorOnceItIsAskedForMore() throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            Files.delete(path);
            assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> letters(file, 0, SIZE));
        }
        assertThat(isStored()).isFalse();
    }

    @Test
    void aFileThatBecomesAPipeIsAnErrorAndNobodyWaitsForAWriter() throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            Files.delete(path);
            assertThat(new ProcessBuilder("mkfifo", path.toString()).start().waitFor())
                    .isZero();
            assertThatExceptionOfType(FileSystemException.class)
                    .isThrownBy(() -> letters(file, 0, SIZE))
                    .withMessageContaining("is a named pipe");
        }
        assertThat(isStored()).isFalse();
    }

    @Test
    void aFileThatNeverStopsChangingIsAnErrorAndNeverAMixture() throws Exception {
        Appender appender = new Appender(path);
        try (NetfsFile file = netfs.open(path.toString());
                appender) {
            for (int i = 0; i < 20; i++) {
                try {
                    // Appended are other letters: all that was there before is one.
                    assertThat(letters(file, 0, SIZE)).isEqualTo("a x " + SIZE);
                } catch (IOException e) {
                    assertThat(e).hasMessageContaining("changed 8 times");
                }
            }
        }
        assertThat(appender.failure).isNull();
    }

    /** Appends as fast as it can. */
    private static final class Appender extends Thread implements AutoCloseable {
        private final Path path;
        private volatile boolean closed;
        private volatile Exception failure;

        Appender(Path path) {
            super("appender");
            this.path = path;
            start();
        }

        @Override
        public void run() {
            try {
                while (!closed) {
                    Files.writeString(path, "b", StandardOpenOption.APPEND);
                }
            } catch (IOException e) {
                failure = e;
            }
        }

        @Override
        public void close() throws InterruptedException {
            closed = true;
            join();
        }
    }

    @Test
    void whatTheKernelMakesUpIsDeliveredToItsEndAndNotStored() throws Exception {
        try (NetfsFile file = netfs.open("/proc/version")) {
            ByteBuffer into = ByteBuffer.allocate(1000);
            int n = file.read(0, into);
            assertThat(new String(into.array(), 0, n, java.nio.charset.StandardCharsets.UTF_8))
                    .isEqualTo(Files.readString(Path.of("/proc/version")));
            assertThat(file.size()).isEqualTo(-1);
        }
        assertThat(isStored()).isFalse();
        assertThat(netfs.stats().notCached()).isEqualTo(Map.of("NO_LENGTH", 1L));
    }

    @Test
    void whatIsNoFileIsRefusedBeforeAnybodyIsAsked() throws Exception {
        Path dangling = Files.createSymbolicLink(directory.resolve("dangling"), Path.of("none"));
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> netfs.open(dangling.toString()))
                .withMessageContaining("a symbolic link to none");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> netfs.open(directory.toString()))
                .withMessageContaining("is a folder");
        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> netfs.open("/dev/null"))
                .withMessageContaining("is a character device");
        assertThat(node.count(io.netfscache.protocol.Use.class)).isZero();
    }
}
