package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.SettledFiles;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
final class NetfsTest {
    @TempDir
    Path directory;

    private final FileOrigin origin = SettledFiles.origin();
    private FakeNode node;
    private FsCache cache;
    private Netfs netfs;

    @BeforeEach
    void mount() throws Exception {
        node = new FakeNode(1);
        cache = node.client();
        netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
    }

    @AfterEach
    void unmount() throws IOException {
        netfs.close();
        cache.close();
        node.close();
    }

    private Path file(String name, int size, long seed) throws IOException {
        byte[] bytes = new byte[size];
        new Random(seed).nextBytes(bytes);
        Path path = directory.resolve(name);
        Files.write(path, bytes);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(100 + seed)));
        return path;
    }

    private static byte[] read(Netfs from, Path path) throws IOException {
        try (NetfsFile file = from.open(path.toString())) {
            return read(file, 1 << 16);
        }
    }

    private static byte[] read(NetfsFile file, int step) throws IOException {
        ByteBuffer all = ByteBuffer.allocate((int) file.size() + 10);
        while (true) {
            ByteBuffer part = all.slice(all.position(), Math.min(step, all.remaining()));
            int n = file.read(all.position(), part);
            if (n == 0) {
                return java.util.Arrays.copyOf(all.array(), all.position());
            }
            all.position(all.position() + n);
        }
    }

    @Test
    void aColdReadFillsTheCacheAndAnotherClientReadsNothingFromTheOrigin() throws Exception {
        Path path = file("f", 9_000_001, 1);
        assertThat(read(netfs, path)).isEqualTo(Files.readAllBytes(path));
        assertThat(origin.bytesRead()).isEqualTo(9_000_001);
        try (FsCache other = node.client();
                Netfs second = Netfs.mount(other, origin, NetfsOptions.DEFAULTS)) {
            assertThat(read(second, path)).isEqualTo(Files.readAllBytes(path));
            assertThat(other.stats().cacheBytes()).isEqualTo(9_000_001);
        }
        assertThat(origin.bytesRead()).isEqualTo(9_000_001);
    }

    @Test
    void row26TheSecondReadAfterTheFoliosWereDroppedIsACacheHitInOneRoundTrip() throws Exception {
        Path path = file("f", 5000, 1);
        byte[] cold = read(netfs, path);
        try (FsCache other = node.client();
                Netfs second = Netfs.mount(other, origin, NetfsOptions.DEFAULTS)) {
            // Given: the volume is acquired and the connection to the holder is open.
            read(second, file("warm-up", 10, 2));
            long before = other.stats().requests();
            // When
            assertThat(read(second, path)).isEqualTo(cold);
            // Then
            assertThat(other.stats().requests() - before).isEqualTo(2);
            assertThat(read(second, path)).isEqualTo(cold);
            assertThat(other.stats().requests() - before).isEqualTo(2);
            second.dropFolios();
            assertThat(read(second, path)).isEqualTo(cold);
            assertThat(other.stats().requests() - before).isEqualTo(3);
        }
        assertThat(origin.bytesRead()).isEqualTo(5010);
    }

    @Test
    void aChangedFileIsReadAnewAndOldBytesAreNotSeenAgain() throws Exception {
        Path path = file("f", 200_000, 1);
        read(netfs, path);
        try (NetfsFile open = netfs.open(path.toString())) {
            file("f", 150_000, 2);
            netfs.dropFolios();
            // The cached version is still the cluster's until somebody asks the origin.
            assertThat(open.size()).isEqualTo(200_000);
            netfs.invalidate(path.toString());
            assertThat(read(open, 1000)).isEqualTo(Files.readAllBytes(path));
        }
        assertThat(read(netfs, path)).isEqualTo(Files.readAllBytes(path));
    }

    @Test
    void invalidatingAFileThatIsGoneDropsWhatThereIsOfIt() throws Exception {
        Path path = file("f", 10_000, 1);
        read(netfs, path);
        Files.delete(path);
        try (FsCache other = node.client();
                Netfs second = Netfs.mount(other, origin, NetfsOptions.DEFAULTS)) {
            // By who has a cookie of it, and by who has none.
            for (Netfs mount : List.of(netfs, second)) {
                node.received.clear();
                mount.invalidate(path.toString());
                assertThat(node.received.stream().filter(Change.class::isInstance))
                        .singleElement()
                        .isInstanceOfSatisfying(Change.class, change -> {
                            assertThat(change.objectKey().toArray()).isEqualTo(origin.objectKey(path.toString()));
                            assertThat(change.keepAux()).isTrue();
                        });
            }
        }
    }

    @Test
    void anInvalidationThroughAClosedClientIsNoSuccess() throws Exception {
        Path path = file("f", 10, 1);
        Files.delete(path);
        cache.close();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> netfs.invalidate(path.toString()))
                .withMessageContaining("not invalidated");
    }

    @Test
    void aFileThatChangesBehindAHoleIsReadInOneVersion() throws Exception {
        Path path = file("f", 100_000, 1);
        try (NetfsFile open = netfs.open(path.toString())) {
            // Given: the origin changes after the open and before the first read.
            file("f", 100_000, 2);
            assertThat(read(open, 1 << 20)).isEqualTo(Files.readAllBytes(path));
        }
        assertThat(netfs.stats().staleRetries()).isPositive();
    }

    @Test
    void aFenceFromAnotherClientDropsTheFolios() throws Exception {
        Path path = file("f", 50_000, 1);
        read(netfs, path);
        try (NetfsFile open = netfs.open(path.toString())) {
            file("f", 50_000, 2);
            byte[] aux = origin.stat(path.toString()).aux().toArray();
            node.push(5, node.change(origin.volumeKey(), origin.objectKey(path.toString()), aux, 50_000));
            org.awaitility.Awaitility.await().until(() -> node.count(io.netfscache.protocol.FenceAck.class) > 0);
            assertThat(read(open, 4096)).isEqualTo(Files.readAllBytes(path));
        }
    }

    @Test
    void aPunchReachesAsFarAsTheFileAndNotAsFarAsALateLookUpSays() throws Exception {
        Path path = file("f", 100_000, 1);
        byte[] expected = Files.readAllBytes(path);
        Arrays.fill(expected, 60_000, 70_000, (byte) 0);
        try (NetfsFile open = netfs.open(path.toString(), Set.of(OpenMode.WRITE))) {
            read(open, 4096);
            // Given: the cluster has a size that the file had long ago
            byte[] aux = origin.stat(path.toString()).aux().toArray();
            aux[0]++;
            node.push(5, node.change(origin.volumeKey(), origin.objectKey(path.toString()), aux, 50_000));
            org.awaitility.Awaitility.await().until(() -> node.count(io.netfscache.protocol.FenceAck.class) > 0);

            open.punch(60_000, 10_000);
        }
        assertThat(Arrays.mismatch(Files.readAllBytes(path), expected))
                .as("first byte that differs")
                .isEqualTo(-1);
    }

    @Test
    void aFileYoungerThanTwoSecondsIsDeliveredAndNotStored() throws Exception {
        Path path = file("f", 5000, 1);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().plusSeconds(100)));
        assertThat(read(netfs, path)).isEqualTo(Files.readAllBytes(path));
        assertThat(node.count(Write.class)).isZero();
        assertThat(netfs.stats().notCached()).containsKey("RACY_TIMESTAMP");
    }

    @Test
    void aCorruptBlockIsReplacedByTheOriginsBytes() throws Exception {
        Path path = file("f", 100_000, 1);
        read(netfs, path);
        netfs.dropFolios();
        long before = origin.bytesRead();
        node.corruptNextData.set(true);
        assertThat(read(netfs, path)).isEqualTo(Files.readAllBytes(path));
        assertThat(cache.stats().checksumMisses()).isEqualTo(1);
        assertThat(origin.bytesRead() - before).isEqualTo(4096);
    }

    @Test
    void withoutTheClusterEverythingIsReadUncached() throws Exception {
        Path path = file("f", 300_000, 1);
        read(netfs, path);
        node.close();
        assertThat(read(netfs, path)).isEqualTo(Files.readAllBytes(path));
    }

    @Test
    void aDisabledCacheReadsFromTheOrigin() throws Exception {
        Path path = file("f", 300_000, 1);
        try (Netfs plain = Netfs.mount(FsCache.disabled(), origin, NetfsOptions.DEFAULTS)) {
            assertThat(read(plain, path)).isEqualTo(Files.readAllBytes(path));
        }
    }

    @Test
    void readsAtRandomPlacesGiveTheFilesBytes() throws Exception {
        Path path = file("f", 6_000_000, 1);
        byte[] all = Files.readAllBytes(path);
        Random random = new Random(4);
        try (NetfsFile open = netfs.open(path.toString())) {
            for (int i = 0; i < 300; i++) {
                int position = random.nextInt(all.length);
                ByteBuffer into = ByteBuffer.allocate(1 + random.nextInt(200_000));
                int n = open.read(position, into);
                assertThat(n).isEqualTo(Math.min(into.capacity(), all.length - position));
                assertThat(into.flip()).isEqualTo(ByteBuffer.wrap(all, position, n));
                if (i % 50 == 0) {
                    netfs.dropFolios();
                }
            }
        }
    }

    @Test
    void aTinyFolioCeilingStillReadsRight() throws Exception {
        Path path = file("f", 3_000_000, 1);
        try (FsCache other = node.client();
                Netfs small = Netfs.mount(other, origin, new NetfsOptions("", 0, 0, 1 << 20))) {
            assertThat(read(small, path)).isEqualTo(Files.readAllBytes(path));
        }
    }

    @Test
    void emptyAndMissingFiles() throws Exception {
        assertThat(read(netfs, file("empty", 0, 1))).isEmpty();
        assertThatExceptionOfType(NoSuchFileException.class)
                .isThrownBy(() -> netfs.open(directory.resolve("none").toString()));
        assertThat(node.count(Read.class)).isZero();
        assertThat(node.count(Use.class)).isLessThanOrEqualTo(1);
    }

    @Test
    void throughputOfAWarmStreamIsPrinted() throws Exception {
        Path path = file("f", 64 << 20, 1);
        read(netfs, path);
        netfs.dropFolios();
        long start = System.nanoTime();
        try (NetfsFile open = netfs.open(path.toString())) {
            assertThat(read(open, 1 << 20)).hasSize(64 << 20);
        }
        org.slf4j.LoggerFactory.getLogger(NetfsTest.class)
                .atInfo()
                .log("warm stream: {} MB/s", (64L << 20) * 1000 / (System.nanoTime() - start));
    }
}
