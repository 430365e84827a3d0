package io.netfscache.node.store;

import static io.netfscache.node.store.StoreFixture.BLOCK;
import static io.netfscache.node.store.StoreFixture.CHUNK;
import static io.netfscache.node.store.StoreFixture.fence;
import static io.netfscache.node.store.StoreFixture.object;
import static io.netfscache.node.store.StoreFixture.random;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.DefaultFileRegion;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class DirectoryStoreTest {
    private final ExecutorService background = Executors.newSingleThreadExecutor();
    private StoreFixture fixture;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        fixture = new StoreFixture(directory, background);
    }

    @AfterEach
    void close() throws IOException {
        fixture.close();
        background.shutdown();
    }

    @Test
    void givesBackWhatWasWrittenWithItsChecksums() throws Exception {
        ObjectIdentity object = object("a", 1, CHUNK + 5000);
        byte[] bytes = random(1, 5000);

        assertThat(fixture.write(object, 1, 0, bytes)).isEqualTo(5000);

        try (PinnedChunk pin = requireNonNull(fixture.store.pinIfOpen(object.cookieId(), 1))) {
            assertThat(pin.generation()).isEqualTo(object.generation());
            assertThat(pin.objectSize()).isEqualTo(CHUNK + 5000);
            assertThat(pin.presentRun(0, 1)).isEqualTo(BLOCK);
            assertThat(pin.presentRun(0, CHUNK)).isEqualTo(5000);
            assertThat(pin.presentRun(2 * BLOCK, BLOCK)).isZero();
            assertThat(pin.needsCheck(0, CHUNK)).isFalse();
            assertThat(pin.presence(0, CHUNK)).isEqualTo(Bytes.of(new byte[] {3}));
            assertThat(StoreFixture.read(pin, 0, 5000)).isEqualTo(bytes);
            ByteBuf sums = Unpooled.buffer();
            pin.writeChecksums(0, 5000, sums);
            Checksums expected = Checksums.compute(ByteBuffer.wrap(bytes));
            assertThat(sums.readInt()).isEqualTo(expected.at(0));
            assertThat(sums.readInt()).isEqualTo(expected.at(1));
            assertThat(sums.isReadable()).isFalse();
        }
        assertThat(fixture.store.presentBytes(object, 1)).isEqualTo(5000);
        assertThat(fixture.store.presence(object, 0)).isEqualTo(Bytes.EMPTY);
        assertThat(fixture.store.pinIfOpen(object.cookieId(), 0)).isNull();
        assertThat(fixture.store.open(object("a", 2, CHUNK + 5000), 1)).isNull();
    }

    @Test
    void aSmallObjectTakesThreePagesOfDisk() throws Exception {
        fixture.write(object("a", 1, 100), 0, 0, random(1, 100));

        assertThat(Files.size(fixture.chunkFile())).isLessThanOrEqualTo(12 * 1024);
    }

    @Test
    void refusesWritesBeyondItsLimitAndServesWhatItHas() throws Exception {
        long room = 2 * (CHUNK + StoreLimits.CHUNK_OVERHEAD_BYTES);
        try (StoreFixture small = new StoreFixture(directory.resolve("small"), background, 64, room)) {
            ObjectIdentity first = object("first", 1, CHUNK);
            small.write(first, 0, 0, random(1, CHUNK));
            small.write(object("second", 1, CHUNK), 0, 0, random(2, CHUNK / 2));
            assertFull(small, "third");

            // Also in a later run, which does not look at the files
            awaitCounted(small);
            small.reopenCleanly();
            assertThat(small.store.stats().accounted()).isTrue();
            assertThat(small.store.stats().presentBytes()).isEqualTo(CHUNK + CHUNK / 2);
            assertFull(small, "third");
            assertThat(small.store.presentBytes(first, 0)).isEqualTo(CHUNK);

            // What a fence has dropped makes room
            ObjectIdentity next = object("first", 2, CHUNK);
            small.store.fence(fence(first, next, ByteRange.ALL));
            assertThat(small.write(object("third", 1, CHUNK), 0, 0, random(3, CHUNK)))
                    .isEqualTo(CHUNK);
        }
    }

    private static void assertFull(StoreFixture store, String key) {
        StoreException full = catchThrowableOfType(
                StoreException.class, () -> store.write(object(key, 1, CHUNK), 0, 0, random(3, CHUNK)));
        assertThat(full.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(full.reason()).isEqualTo(Reason.QUOTA);
        assertThat(full).hasMessageContaining("the cache is full");
    }

    private static void awaitCounted(StoreFixture store) {
        Awaitility.await()
                .atMost(java.time.Duration.ofSeconds(30))
                .until(() -> store.store.stats().accounted());
    }

    @Test
    void whatACrashHasLeftIsCountedAnew() throws Exception {
        fixture.write(object("a", 1, CHUNK), 0, 0, random(1, CHUNK));
        awaitCounted(fixture);
        fixture.reopenCleanly();
        fixture.write(object("b", 1, CHUNK), 0, 0, random(2, CHUNK));

        fixture.reopenUncleanly();

        awaitCounted(fixture);
        assertThat(fixture.store.stats().presentBytes()).isEqualTo(2L * CHUNK);
        assertThat(fixture.store.stats().chunks()).isEqualTo(2);
    }

    @Test
    void refusesWritesThatAreNotRight() throws Exception {
        ObjectIdentity object = object("a", 1, CHUNK + 5000);

        assertRefused(Reason.MALFORMED, () -> fixture.write(object, 0, 100, random(1, BLOCK)));
        assertRefused(Reason.MALFORMED, () -> fixture.write(object, 0, 0, random(1, 100)));
        assertRefused(Reason.MALFORMED, () -> fixture.write(object, 0, CHUNK - BLOCK, random(1, 2 * BLOCK)));
        assertRefused(Reason.MALFORMED, () -> fixture.write(object, 1, BLOCK, random(1, BLOCK)));
        assertRefused(Reason.MALFORMED, () -> fixture.write(object, 2, 0, random(1, BLOCK)));
        assertRefused(Reason.MALFORMED, () -> fixture.write(object, -1, 0, random(1, BLOCK)));
        assertRefused(
                Reason.CHECKSUM,
                () -> fixture.store.write(object, 0, 0, ByteBuffer.wrap(random(1, BLOCK)), Checksums.of(1)));
        assertThat(fixture.chunkFiles()).isEmpty();
    }

    private static void assertRefused(Reason reason, Callable<Integer> write) {
        StoreException refusal = catchThrowableOfType(StoreException.class, write::call);
        assertThat(refusal.code()).isEqualTo(ErrorCode.EINVAL);
        assertThat(refusal.reason()).isEqualTo(reason);
    }

    @Test
    void refusesWritesBelowBstop() throws Exception {
        try (DirectoryStore full =
                DirectoryStore.open(new StoreConfig(directory.resolve("full"), CHUNK, 100, 1), background, () -> 0)) {
            ByteBuffer payload = ByteBuffer.wrap(random(1, 10));
            assertThatThrownBy(() -> full.write(object("a", 1, 10), 0, 0, payload, Checksums.compute(payload)))
                    .isInstanceOfSatisfying(StoreException.class, refusal -> {
                        assertThat(refusal.code()).isEqualTo(ErrorCode.ENOBUFS);
                        assertThat(refusal.reason()).isEqualTo(Reason.BELOW_BSTOP);
                    });
        }
    }

    @Test
    void aWriteOfAnotherGenerationReplacesTheFile() throws Exception {
        fixture.write(object("a", 1, CHUNK), 0, 0, random(1, CHUNK));

        fixture.write(object("a", 2, CHUNK), 0, BLOCK, random(2, BLOCK));

        assertThat(fixture.store.open(object("a", 1, CHUNK), 0)).isNull();
        assertThat(fixture.store.presentBytes(object("a", 2, CHUNK), 0)).isEqualTo(BLOCK);
    }

    @Test
    void keysOfAnyBytesAreKeptApart() throws Exception {
        List<ObjectIdentity> objects = new ArrayList<>();
        for (int b = 0; b < 256; b++) {
            objects.add(nasty(new byte[] {(byte) b}));
            byte[] longKey = new byte[255];
            Arrays.fill(longKey, (byte) b);
            objects.add(nasty(longKey));
        }
        for (String key : List.of("..", "a.5", "../../x", "%2E")) {
            objects.add(nasty(key.getBytes(StandardCharsets.UTF_8)));
        }

        for (int i = 0; i < objects.size(); i++) {
            fixture.write(objects.get(i), 0, 0, random(i, 50));
        }
        fixture.reopenCleanly();

        for (int i = 0; i < objects.size(); i++) {
            try (PinnedChunk pin = requireNonNull(fixture.store.open(objects.get(i), 0))) {
                assertThat(StoreFixture.read(pin, 0, 50)).isEqualTo(random(i, 50));
            }
        }
    }

    private static ObjectIdentity nasty(byte[] key) {
        return new ObjectIdentity("../v", Bytes.of(key), StoreFixture.generation(1), 50, Bytes.EMPTY, Bytes.EMPTY);
    }

    @Test
    void sendfileAfterAFenceSendsOldBytesAndThenClosesTheFile() throws Exception {
        ObjectIdentity old = object("a", 1, CHUNK);
        byte[] oldBytes = random(1, CHUNK);
        fixture.write(old, 0, 0, oldBytes);
        FileRegion region;
        try (PinnedChunk pin = requireNonNull(fixture.store.open(old, 0))) {
            region = pin.region(0, CHUNK);
        }
        assertThat(region).isInstanceOf(DefaultFileRegion.class);

        ObjectIdentity next = object("a", 2, CHUNK);
        fixture.store.fence(fence(old, next, new ByteRange(BLOCK + 1, BLOCK + 2)));
        assertThat(requireNonNull(fixture.store.open(next, 0)).presentRun(0, CHUNK))
                .isEqualTo(BLOCK);
        assertThat(fixture.write(next, 0, 0, random(2, CHUNK))).isEqualTo(BLOCK);

        assertThat(StoreFixture.transfer(region)).isEqualTo(oldBytes);
        region.release();
        byte[] merged = oldBytes.clone();
        System.arraycopy(random(2, CHUNK), BLOCK, merged, BLOCK, BLOCK);
        try (PinnedChunk pin = requireNonNull(fixture.store.pinIfOpen(next.cookieId(), 0))) {
            assertThat(StoreFixture.read(pin, 0, CHUNK)).isEqualTo(merged);
        }
    }

    @Test
    void leavesNoDescriptorOpen() throws Exception {
        for (int generation = 1; generation < 50; generation++) {
            ObjectIdentity object = object("a", generation, CHUNK);
            fixture.write(object, 0, 0, random(1, BLOCK));
            try (PinnedChunk pin = requireNonNull(fixture.store.open(object, 0))) {
                pin.region(0, BLOCK).release();
                fixture.store.fence(fence(object, object("a", generation + 1, CHUNK), new ByteRange(0, 1)));
            }
        }
        fixture.store.close();

        Awaitility.await().untilAsserted(() -> assertThat(openChunkFiles()).isEmpty());
    }

    private List<Path> openChunkFiles() throws IOException {
        try (Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
            return descriptors
                    .map(DirectoryStoreTest::target)
                    .filter(file -> file.startsWith(directory))
                    .toList();
        }
    }

    private static Path target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor);
        } catch (NoSuchFileException e) {
            return descriptor;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aFullFenceDeletesAllThatIsNotNext() throws Exception {
        ObjectIdentity old = object("a", 1, 3L * CHUNK);
        fixture.write(old, 0, 0, random(1, CHUNK));
        fixture.write(old, 2, 0, random(1, CHUNK));
        fixture.write(object("a.0", 1, 100), 0, 0, random(1, 100));

        fixture.store.fence(fence(object("a", 7, 5), object("a", 8, 5), ByteRange.EMPTY));

        assertThat(fixture.store.pinIfOpen(old.cookieId(), 0)).isNull();
        assertThat(fixture.chunkFiles())
                .singleElement()
                .hasToString(fixture.chunkFile().toString());
        assertThat(fixture.store.presentBytes(object("a.0", 1, 100), 0)).isEqualTo(100);
    }

    @Test
    void aVolumeFenceDropsTheVolumeOnceAndNoOther() throws Exception {
        ObjectIdentity inside = object("a", 1, 100);
        ObjectIdentity outside =
                new ObjectIdentity("other", Bytes.utf8("a"), StoreFixture.generation(1), 100, Bytes.EMPTY, Bytes.EMPTY);
        fixture.write(inside, 0, 0, random(1, 100));
        fixture.write(outside, 0, 0, random(2, 100));
        ObjectGeneration next = new ObjectGeneration(new Generation(2, 2), Generation.NONE);
        ObjectIdentity refilled = new ObjectIdentity(
                "volume",
                Bytes.utf8("a"),
                new ObjectGeneration(next.volume(), inside.generation().object()),
                100,
                Bytes.EMPTY,
                Bytes.EMPTY);

        fixture.store.fence(StoreFixture.volumeFence("volume", inside.generation(), next));
        assertThat(fixture.store.pinIfOpen(inside.cookieId(), 0)).isNull();
        assertThat(fixture.store.open(inside, 0)).isNull();
        fixture.write(refilled, 0, 0, random(3, 100));
        fixture.store.fence(StoreFixture.volumeFence("volume", inside.generation(), next));

        assertThat(fixture.store.presentBytes(refilled, 0)).isEqualTo(100);
        assertThat(fixture.store.presentBytes(outside, 0)).isEqualTo(100);
        Awaitility.await()
                .untilAsserted(() -> assertThat(directory.resolve("scratch")).isEmptyDirectory());
        assertThat(fixture.store.stats().presentBytes()).isEqualTo(200);
    }

    @Test
    void concurrentWritersLeaveBlocksThatMatchTheirChecksums() throws Exception {
        ObjectIdentity object = object("a", 1, CHUNK);
        ExecutorService writers = Executors.newFixedThreadPool(4);
        try {
            for (int round = 1; round < 40; round++) {
                ObjectIdentity current = object("a", round, CHUNK);
                List<Future<Integer>> results = new ArrayList<>();
                for (int writer = 0; writer < 4; writer++) {
                    byte[] bytes = random(round * 10L + writer, CHUNK - writer * BLOCK);
                    int offset = writer * BLOCK;
                    results.add(writers.submit(() -> fixture.write(current, 0, offset, bytes)));
                }
                int stored = 0;
                for (Future<Integer> result : results) {
                    stored += result.get();
                }
                assertThat(stored).isEqualTo(CHUNK);
                assertThat(fixture.store.scrub(current, 0, 0, CHUNK)).isZero();
            }
        } finally {
            writers.shutdown();
        }
        assertThat(fixture.store.stats().corruptBlocksDropped()).isZero();
        assertThat(fixture.store.open(object, 0)).isNull();
    }

    @Test
    void writersAndFencesAtTheSameTimeLeaveNoBadBlock() throws Exception {
        ExecutorService writers = Executors.newFixedThreadPool(3);
        try {
            for (int round = 1; round < 60; round++) {
                ObjectIdentity current = object("a", round, CHUNK);
                ObjectIdentity next = object("a", round + 1, CHUNK);
                List<Future<?>> results = new ArrayList<>();
                for (int writer = 0; writer < 2; writer++) {
                    byte[] bytes = random(round * 10L + writer, CHUNK);
                    results.add(writers.submit(() -> writeUnlessFenced(current, bytes)));
                }
                results.add(writers.submit(() -> {
                    fixture.store.fence(fence(current, next, new ByteRange(0, 5L * BLOCK)));
                    return writeUnlessFenced(next, random(-1, CHUNK));
                }));
                for (Future<?> result : results) {
                    result.get();
                }
                assertThat(fixture.store.scrub(next, 0, 0, CHUNK)).isZero();
                assertThat(fixture.store.scrub(current, 0, 0, CHUNK)).isZero();
            }
        } finally {
            writers.shutdown();
        }
    }

    private int writeUnlessFenced(ObjectIdentity object, byte[] bytes) throws StoreException {
        try {
            return fixture.write(object, 0, 0, bytes);
        } catch (StoreException e) {
            assertThat(e.code()).isEqualTo(ErrorCode.ESTALE);
            return 0;
        }
    }

    @Test
    void aSecondStoreOfTheSameDirectoryIsRefused() {
        assertThatThrownBy(() -> DirectoryStore.open(StoreConfig.of(directory), background, () -> 0))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(directory.toString())
                .hasMessageContaining("in use by another node");
    }

    @Test
    void scrubDropsExactlyTheBadBlockAndARefillHeals() throws Exception {
        ObjectIdentity object = object("a", 1, CHUNK);
        byte[] bytes = random(1, CHUNK);
        fixture.write(object, 0, 0, bytes);
        flip(fixture.chunkFile(), new ChunkLayout(CHUNK).dataPosition(3L * BLOCK + 17));

        assertThat(fixture.store.scrub(object, 0, 0, 2 * BLOCK)).isZero();
        assertThat(fixture.store.scrub(object, 0, 0, CHUNK)).isEqualTo(1);
        assertThat(fixture.store.scrub(object, 0, 0, CHUNK)).isZero();
        assertThat(fixture.store.presentBytes(object, 0)).isEqualTo(CHUNK - BLOCK);

        assertThat(fixture.write(object, 0, 0, bytes)).isEqualTo(BLOCK);
        try (PinnedChunk pin = requireNonNull(fixture.store.open(object, 0))) {
            assertThat(StoreFixture.read(pin, 0, CHUNK)).isEqualTo(bytes);
        }
        assertThat(fixture.store.stats().corruptBlocksDropped()).isEqualTo(1);
    }

    @Test
    void afterAnUncleanStopAFlippedBitAnywhereIsAMissAndNeverAWrongByte() throws Exception {
        ObjectIdentity object = object("a", 1, CHUNK - 100);
        byte[] bytes = random(1, CHUNK - 100);
        long step = 997;
        for (long position = 0; position < new ChunkLayout(CHUNK).dataPosition(CHUNK - 100); position += step) {
            fixture.write(object, 0, 0, bytes);
            fixture.closeUncleanly();
            flip(fixture.chunkFile(), position);
            fixture.openAgain();
            try (PinnedChunk pin = fixture.store.open(object, 0)) {
                if (pin != null) {
                    assertThat(pin.presentRun(0, CHUNK)).isZero();
                    byte[][] blocks = StoreFixture.blocks(pin, CHUNK - 100);
                    for (int block = 0; block < blocks.length; block++) {
                        if (blocks[block] != null) {
                            int end = Math.min(bytes.length, (block + 1) * BLOCK);
                            assertThat(blocks[block]).isEqualTo(Arrays.copyOfRange(bytes, block * BLOCK, end));
                        }
                    }
                    assertThat(Arrays.stream(blocks).filter(Objects::isNull).count())
                            .isLessThanOrEqualTo(1);
                }
            }
            fixture.store.fence(fence(object("a", 9, 1), object("a", 10, 1), ByteRange.ALL));
        }
    }

    private static void flip(Path file, long position) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        bytes[(int) position] ^= 0x10;
        Files.write(file, bytes);
    }
}
