package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginFile;
import io.netfscache.origin.SettledFiles;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.Write;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** COHERENCE 5.4 to 5.7: capture, certify, one read is one generation, whatever happens in the middle of it. */
@Timeout(60)
final class OneVersionTest {
    private static final int SIZE = 3 << 20;

    /** Something that happens between two reads of the origin. */
    private interface Event {
        void happen() throws Exception;
    }

    /** Files, with something happening after the n-th read. */
    private static final class Eventful implements Origin {
        private final FileOrigin files = SettledFiles.origin();
        final AtomicInteger reads = new AtomicInteger();
        final AtomicInteger stats = new AtomicInteger();
        volatile int after = -1;
        volatile Event event = () -> {};
        /** An answer of an earlier day, given once. */
        final AtomicReference<@Nullable OriginAttributes> overtaken = new AtomicReference<>();

        @Override
        public String volumeKey() {
            return files.volumeKey();
        }

        @Override
        public byte[] objectKey(String path) {
            return files.objectKey(path);
        }

        @Override
        public OriginAttributes stat(String path) throws IOException {
            stats.incrementAndGet();
            OriginAttributes old = overtaken.getAndSet(null);
            return old != null ? old : files.stat(path);
        }

        @Override
        public OriginFile open(String path, OriginAttributes expected) throws IOException {
            OriginFile file = files.open(path, expected);
            return new OriginFile() {
                @Override
                public int read(long position, ByteBuffer into) throws IOException {
                    int n = file.read(position, into);
                    if (reads.incrementAndGet() == after) {
                        try {
                            event.happen();
                        } catch (Exception e) {
                            throw new IOException(e);
                        }
                    }
                    return n;
                }

                @Override
                public Certification certify() throws IOException {
                    return file.certify();
                }

                @Override
                public void close() {
                    file.close();
                }
            };
        }

        @Override
        public List<OriginEntry> list(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> walk(String path) throws IOException {
            return files.walk(path);
        }

        @Override
        public long bytesRead() {
            return files.bytesRead();
        }

        @Override
        public void close() {}
    }

    @TempDir
    Path directory;

    private final Eventful origin = new Eventful();
    private Path path;
    private FakeNode node;
    private FsCache cache;
    private Netfs netfs;

    @BeforeEach
    void mount() throws Exception {
        path = directory.resolve("file");
        version(1);
        node = new FakeNode(1);
        cache = node.client();
        // No readahead: the reads of the origin come in the order of the file.
        netfs = Netfs.mount(cache, origin, new NetfsOptions("", 64L << 20, 0, 32L << 20));
    }

    @AfterEach
    void unmount() throws Exception {
        netfs.close();
        cache.close();
        node.close();
    }

    private byte[] version(int number) throws IOException {
        byte[] bytes = new byte[SIZE];
        new Random(number).nextBytes(bytes);
        Files.write(path, bytes);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(1000 - number)));
        return bytes;
    }

    private byte[] key() {
        return origin.objectKey(path.toString());
    }

    private ObjectGeneration generation() {
        return node.generation(io.netfscache.protocol.CookieId.of(origin.volumeKey(), key()));
    }

    private byte[] readAll(NetfsFile file) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(SIZE);
        assertThat(file.read(0, into)).isEqualTo(SIZE);
        return into.array();
    }

    private List<Write> writes() {
        return node.received.stream()
                .filter(Write.class::isInstance)
                .map(Write.class::cast)
                .toList();
    }

    @Test
    void aFileThatChangesBetweenTwoReadsOfTheOriginIsReadInOneVersion() throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            origin.after = 2;
            origin.event = () -> version(2);
            ByteBuffer into = ByteBuffer.allocate(SIZE);
            // When
            assertThat(file.read(0, into)).isEqualTo(SIZE);
            // Then
            assertThat(into.array()).isEqualTo(Files.readAllBytes(path));
        }
        assertThat(netfs.stats().staleRetries()).isPositive();
        // Nothing that was read after the change is stored under the generation of before.
        ObjectGeneration now = generation();
        List<Write> old = writes().stream()
                .filter(write -> !write.generation().equals(now))
                .toList();
        assertThat(old).allMatch(write -> write.offset() + write.length() <= 1 << 20);
        // And what another client finds is the new version.
        try (FsCache other = node.client();
                Netfs second = Netfs.mount(other, origin, NetfsOptions.DEFAULTS);
                NetfsFile file = second.open(path.toString())) {
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
            assertThat(second.stats().originBytes()).isZero();
        }
    }

    @Test
    void aFileThatChangesWhileOneFolioIsPutTogetherIsNotStoredAtAll() throws Exception {
        origin.after = 1;
        origin.event = () -> version(2);
        try (NetfsFile file = netfs.open(path.toString())) {
            ByteBuffer into = ByteBuffer.allocate(4096);
            file.read(0, into);
            assertThat(into.array()).isEqualTo(java.util.Arrays.copyOf(Files.readAllBytes(path), 4096));
        }
        ObjectGeneration now = generation();
        assertThat(writes()).allMatch(write -> write.generation().equals(now));
    }

    @Test
    void bytesThatComeAfterAFenceAreNotServedNorStored() throws Exception {
        // Given: while the origin is read, another client changes the object and puts its fence through.
        origin.after = 1;
        origin.event = () -> {
            version(2);
            byte[] aux = new FileOrigin().stat(path.toString()).aux().toArray();
            node.push(9, node.change(origin.volumeKey(), key(), aux, SIZE));
            await().until(() -> node.count(FenceAck.class) == 1);
        };
        try (NetfsFile file = netfs.open(path.toString())) {
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
            // When: read again, folios and cache have only the new version.
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
            netfs.dropFolios();
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
        }
        ObjectGeneration now = generation();
        assertThat(writes()).allMatch(write -> write.generation().equals(now));
    }

    @Test
    void aFenceWithTheSameOriginVersionDuringTheOriginReadStoresNothingUnderTheOldGeneration() throws Exception {
        // Given: only the generation changes, the origin's bytes and coherency data do not.
        origin.after = 1;
        origin.event = () -> {
            byte[] aux = new FileOrigin().stat(path.toString()).aux().toArray();
            node.push(9, node.change(origin.volumeKey(), key(), aux, SIZE));
            await().until(() -> node.count(FenceAck.class) == 1);
        };
        try (NetfsFile file = netfs.open(path.toString())) {
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
        }
        ObjectGeneration now = generation();
        assertThat(writes()).isNotEmpty().allMatch(write -> write.generation().equals(now));
    }

    @Test
    void theVersionOfAReadTellsThatTheFileChangedBetweenTwoReads() throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            ByteBuffer into = ByteBuffer.allocate(4096);
            OriginAttributes first = file.version();
            file.read(0, into.clear());
            file.read(4096, into.clear());
            assertThat(file.version()).isEqualTo(first).isEqualTo(new FileOrigin().stat(path.toString()));
            version(2);
            file.read(SIZE - 4096, into.clear());
            assertThat(file.version()).isNotEqualTo(first).isEqualTo(new FileOrigin().stat(path.toString()));
            // Beyond the end the version counts as well.
            OriginAttributes second = file.version();
            Files.write(path, new byte[] {1});
            netfs.invalidate(path.toString());
            assertThat(file.read(SIZE, into.clear())).isZero();
            assertThat(file.version()).isNotEqualTo(second);
        }
    }

    @Test
    void aVolumeFenceDropsTheFolios() throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            readAll(file);
            node.push(10, node.changeVolume(origin.volumeKey()));
            await().until(() -> node.count(FenceAck.class) == 1);
            long folioBytes = netfs.stats().folioBytes();
            long before = origin.bytesRead();
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
            assertThat(origin.bytesRead() - before).isEqualTo(SIZE);
            assertThat(netfs.stats().folioBytes()).isEqualTo(folioBytes);
        }
    }

    @Test
    void anOriginThatSaysOtherThanIsKnownIsAskedOnceMoreBeforeAnythingIsInvalidated() throws Exception {
        OriginAttributes old = origin.stat(path.toString());
        version(2);
        try (NetfsFile file = netfs.open(path.toString())) {
            readAll(file);
            // When: an answer from before the change comes late.
            origin.overtaken.set(old);
            netfs.open(path.toString()).close();
            origin.overtaken.set(old);
            netfs.invalidate(path.toString());
            // Then
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
        }
        OriginAttributes current = origin.stat(path.toString());
        assertThat(node.received.stream().filter(Use.class::isInstance).map(Use.class::cast))
                .allMatch(use -> use.aux().equals(current.aux()));
        assertThat(node.received.stream().filter(Change.class::isInstance).map(Change.class::cast))
                .hasSize(1)
                .allMatch(change -> change.aux().equals(current.aux()));
    }

    @Test
    void aRefusedCoherencyDataIsAskedForOnceMoreAndThenTheFileIsReadUncached() throws Exception {
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.REFUSED_AUX, "moved away"), null);
                return true;
            }
            return false;
        };
        try (NetfsFile file = netfs.open(path.toString())) {
            int before = origin.stats.get();
            assertThat(readAll(file)).isEqualTo(Files.readAllBytes(path));
            assertThat(origin.stats.get() - before).isEqualTo(1);
        }
        assertThat(cache.stats().notCached()).containsKey("REFUSED_AUX");
        assertThat(writes()).isEmpty();
    }
}
