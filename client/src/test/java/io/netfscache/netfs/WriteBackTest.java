package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.MemoryOrigin;
import io.netfscache.origin.OriginBusyException;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Use;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.NonWritableChannelException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is written to a file: when it is at the origin, what others read, and what becomes of it when the origin fails. */
@Timeout(60)
final class WriteBackTest {
    private static final NetfsOptions PATIENT = NetfsOptions.DEFAULTS.withWriteBackDelay(Duration.ofHours(1));
    private static final Set<OpenMode> WRITE = Set.of(OpenMode.WRITE);

    private FakeNode node;
    private MemoryOrigin origin;
    private FsCache cache;
    private FsCache otherCache;
    private Netfs netfs;
    private Netfs other;

    private final AtomicLong now = new AtomicLong();
    private final List<Duration> waits = new CopyOnWriteArrayList<>();

    private void mount(boolean inPlace, NetfsOptions options) throws Exception {
        node = new FakeNode(1);
        node.tellsFences = true;
        origin = new MemoryOrigin("memory", inPlace);
        cache = node.client();
        otherCache = node.client();
        WriteTime time = new WriteTime(now::get, new Random(1), waits::add);
        netfs = Netfs.mount(cache, origin, options, Set.of(), time);
        other = Netfs.mount(otherCache, origin, options);
    }

    @AfterEach
    void unmount() throws Exception {
        if (node != null) {
            netfs.close();
            other.close();
            cache.close();
            otherCache.close();
            node.close();
            assertThat(origin.openWriters).hasValue(0);
        }
    }

    private static byte[] bytes(int length, long seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    private static byte[] read(NetfsFile file, long position, int length) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(length);
        int n = file.read(position, into);
        return Arrays.copyOf(into.array(), n);
    }

    private static byte[] read(Netfs from, String name) throws IOException {
        try (NetfsFile file = from.open(name)) {
            return read(file, 0, (int) file.size() + 10);
        }
    }

    /** Says where arrays differ, not all that is in them. */
    private static final class Bytes {
        private final byte[] actual;

        Bytes(byte[] actual) {
            this.actual = actual;
        }

        Bytes isEqualTo(byte[] expected) {
            assertThat(Arrays.mismatch(actual, expected))
                    .as("first difference of %d and %d expected bytes", actual.length, expected.length)
                    .isEqualTo(-1);
            return this;
        }

        void hasSize(int size) {
            assertThat(actual.length).isEqualTo(size);
        }
    }

    private static Bytes assertBytes(byte[] actual) {
        return new Bytes(actual);
    }

    private static byte[] with(byte[] bytes, int position, byte[] written) {
        byte[] all = Arrays.copyOf(bytes, Math.max(bytes.length, position + written.length));
        System.arraycopy(written, 0, all, position, written.length);
        return all;
    }

    @Test
    void aHoleThatTheOriginWouldHaveToBeSentIsRefusedBeforeAnythingIsDirty() throws Exception {
        mount(false, new NetfsOptions("", 64L << 20, 0, 32L << 20));
        origin.maxHoleBytes = 10_000;
        try (NetfsFile file = netfs.open("f", Set.of(OpenMode.WRITE, OpenMode.CREATE))) {
            file.write(0, ByteBuffer.wrap(bytes(5_000, 1)));

            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file.write(15_001, ByteBuffer.wrap(bytes(1, 1))))
                    .withMessageContaining("EFBIG");
            assertThatExceptionOfType(IOException.class).isThrownBy(() -> file.truncate(15_001));
            assertThat(file.size()).isEqualTo(5_000);

            file.write(15_000, ByteBuffer.wrap(bytes(1, 1)));
        }
        assertThat(origin.stat("f").size()).isEqualTo(15_001);
    }

    @Test
    void aFileThatGrowsWithinABlockWhileItIsReadOnIsWholeForOthers() throws Exception {
        mount(true, PATIENT);
        byte[] expected = bytes(100, 1);
        origin.put("f", expected);
        try (NetfsFile file = netfs.open("f", WRITE)) {
            for (int turn = 2; turn < 120; turn++) {
                // When the writer reads from where it was to less than the old end, which fetches ahead, and appends
                read(file, 0, 50);
                assertBytes(read(other, "f")).isEqualTo(expected);
                byte[] more = bytes(30, turn);
                file.write(expected.length, ByteBuffer.wrap(more));
                file.sync();
                expected = with(expected, expected.length, more);

                // Then others have all of it
                assertBytes(read(other, "f")).isEqualTo(expected);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatIsWrittenIsReadAtOnceHereAndByOthersAfterSync(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        byte[] old = bytes(50_000, 1);
        origin.put("f", old);
        read(other, "f");
        byte[] expected = with(old, 10_001, bytes(9000, 2));
        try (NetfsFile file = netfs.open("f", WRITE);
                NetfsFile elsewhere = other.open("f")) {
            // When
            file.write(10_001, ByteBuffer.wrap(bytes(9000, 2)));
            // Then
            assertBytes(read(file, 0, 60_000)).isEqualTo(expected);
            assertBytes(read(elsewhere, 0, 60_000)).isEqualTo(old);
            assertBytes(origin.bytes("f")).isEqualTo(old);
            assertThat(netfs.stats().dirtyBytes()).isEqualTo(3 * 4096);
            // When
            file.sync();
            // Then: without opening it again.
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertThat(origin.durableCommits).hasValue(1);
            assertThat(netfs.stats().dirtyBytes()).isZero();
            assertThat(netfs.stats().writtenBytes()).isEqualTo(inPlace ? 9000 : 50_000);
            assertBytes(read(elsewhere, 0, 60_000)).isEqualTo(expected);
            assertBytes(read(file, 0, 60_000)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatWasWrittenIsInTheCacheForOthersAndTheRestStaysThere(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        byte[] old = bytes(50_000, 1);
        origin.put("f", old);
        read(netfs, "f");
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(5000, ByteBuffer.wrap(bytes(100, 2)));
        }
        long before = origin.bytesRead();
        netfs.dropFolios();
        assertBytes(read(other, "f")).isEqualTo(with(old, 5000, bytes(100, 2)));
        assertBytes(read(netfs, "f")).isEqualTo(with(old, 5000, bytes(100, 2)));
        assertThat(origin.bytesRead() - before).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileGrowsShrinksAndHasZeroesWhereNobodyWrote(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        byte[] old = bytes(20_000, 1);
        origin.put("f", old);
        read(other, "f");
        try (NetfsFile file = netfs.open("f", WRITE)) {
            read(file, 0, 20_000);
            file.truncate(9000);
            assertThat(file.size()).isEqualTo(9000);
            file.truncate(15_000);
            byte[] cut = Arrays.copyOf(Arrays.copyOf(old, 9000), 15_000);
            assertBytes(read(file, 0, 30_000)).isEqualTo(cut);
            file.write(16_000, ByteBuffer.wrap(bytes(10, 2)));
            byte[] expected = with(cut, 16_000, bytes(10, 2));
            assertBytes(read(file, 0, 30_000)).isEqualTo(expected);
            file.sync();
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertBytes(read(other, "f")).isEqualTo(expected);
            file.punch(4000, 5000);
            Arrays.fill(expected, 4000, 9000, (byte) 0);
            assertBytes(read(file, 0, 30_000)).isEqualTo(expected);
            file.punch(16_005, 1 << 20);
            Arrays.fill(expected, 16_005, 16_010, (byte) 0);
            assertThat(file.size()).isEqualTo(16_010);
            file.sync();
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertBytes(read(other, "f")).isEqualTo(expected);
        }
    }

    @Test
    void aFileIsMadeAndEmptiedByAnOpen() throws Exception {
        mount(true, PATIENT);
        try (NetfsFile file = netfs.open("new", Set.of(OpenMode.WRITE, OpenMode.CREATE))) {
            file.write(0, ByteBuffer.wrap(bytes(10_000, 1)));
        }
        assertThat(origin.bytes("new")).isEqualTo(bytes(10_000, 1));
        try (NetfsFile file = netfs.open("new", Set.of(OpenMode.WRITE, OpenMode.TRUNCATE))) {
            assertThat(file.size()).isZero();
            file.write(0, ByteBuffer.wrap(bytes(10, 3)));
        }
        assertBytes(read(other, "new")).isEqualTo(bytes(10, 3)).isEqualTo(origin.bytes("new"));
    }

    @Test
    void withoutAskingItIsWrittenBackAfterAWhileAndWhenThereIsMuchOfIt() throws Exception {
        mount(
                true,
                NetfsOptions.DEFAULTS.withWriteBackDelay(Duration.ofMillis(20)).withWriteBackBytes(1 << 20));
        origin.put("f", new byte[0]);
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(0, ByteBuffer.wrap(bytes(10, 1)));
            await().until(() -> origin.bytes("f").length == 10);
            await().until(() -> netfs.stats().dirtyBytes() == 0);
            file.write(10, ByteBuffer.wrap(bytes(3 << 20, 2)));
            await().until(() -> origin.bytes("f").length == 10 + (3 << 20));
        }
    }

    @Test
    void writeThroughIsAtTheOriginAndSeenByOthersWhenItReturns() throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(5000, 1));
        try (NetfsFile file = netfs.open("f", Set.of(OpenMode.WRITE, OpenMode.SYNC));
                NetfsFile elsewhere = other.open("f")) {
            read(elsewhere, 0, 5000);
            file.write(4, ByteBuffer.wrap(bytes(10, 2)));
            assertBytes(origin.bytes("f")).isEqualTo(with(bytes(5000, 1), 4, bytes(10, 2)));
            assertThat(origin.durableCommits).hasValue(1);
            assertBytes(read(elsewhere, 0, 5000)).isEqualTo(origin.bytes("f"));
            file.truncate(3);
            assertThat(origin.bytes("f")).hasSize(3);
            assertBytes(read(elsewhere, 0, 5000)).isEqualTo(origin.bytes("f"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void unbufferedWritesGoPastTheFoliosAndTurnCachingOffUntilEverybodyHasClosed(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        byte[] old = bytes(20_000, 1);
        origin.put("f", old);
        read(other, "f");
        try (NetfsFile buffered = netfs.open("f", WRITE);
                NetfsFile file = netfs.open("f", Set.of(OpenMode.WRITE, OpenMode.UNBUFFERED));
                NetfsFile elsewhere = other.open("f")) {
            read(elsewhere, 0, 20_000);
            buffered.write(0, ByteBuffer.wrap(bytes(10, 2)));
            file.write(5, ByteBuffer.wrap(bytes(10, 3)));
            byte[] expected = with(with(old, 0, bytes(10, 2)), 5, bytes(10, 3));
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertBytes(read(elsewhere, 0, 30_000)).isEqualTo(expected);
            assertBytes(read(buffered, 0, 30_000)).isEqualTo(expected);
            assertBytes(read(file, 0, 30_000)).isEqualTo(expected);
            file.truncate(100);
            assertBytes(read(elsewhere, 0, 30_000)).isEqualTo(origin.bytes("f")).hasSize(100);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void twoClientsThatWriteDifferentBytesOfOneBlockLoseNothing(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        byte[] old = bytes(5000, 1);
        origin.put("f", old);
        try (NetfsFile one = netfs.open("f", WRITE);
                NetfsFile two = other.open("f", WRITE)) {
            read(one, 0, 5000);
            read(two, 0, 5000);
            one.write(100, ByteBuffer.wrap(bytes(50, 2)));
            two.write(200, ByteBuffer.wrap(bytes(50, 3)));
            two.sync();
            one.sync();
            byte[] expected = with(with(old, 100, bytes(50, 2)), 200, bytes(50, 3));
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertBytes(read(one, 0, 5000)).isEqualTo(expected);
            assertBytes(read(two, 0, 5000)).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aFileThatIsChangedPastAllCachesKeepsThatAndWhatWasWritten(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        origin.put("f", bytes(5000, 1));
        try (NetfsFile file = netfs.open("f", WRITE)) {
            read(file, 0, 5000);
            file.write(100, ByteBuffer.wrap(bytes(50, 2)));
            // When: before the write-back, and in the middle of it.
            origin.put("f", bytes(6000, 3));
            origin.beforeCommit = path -> {
                origin.beforeCommit = MemoryOrigin.NOTHING;
                if (!inPlace) {
                    origin.put("f", bytes(7000, 4));
                }
            };
            netfs.open("f").close();
            file.sync();
            byte[] expected = with(inPlace ? bytes(6000, 3) : bytes(7000, 4), 100, bytes(50, 2));
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertBytes(read(file, 0, 9000)).isEqualTo(expected);
            assertBytes(read(other, "f")).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void shortWritesOfTheOriginGoOn(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        origin.put("f", bytes(5000, 1));
        origin.longestWrite = 700;
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(1000, ByteBuffer.wrap(bytes(9000, 2)));
        }
        assertBytes(origin.bytes("f")).isEqualTo(with(bytes(5000, 1), 1000, bytes(9000, 2)));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anOriginThatFailsHalfWayIsToldOnceToEachAndNothingIsLostWhenItComesBack(boolean inPlace) throws Exception {
        mount(inPlace, PATIENT);
        byte[] old = bytes(50_000, 1);
        origin.put("f", old);
        read(other, "f");
        byte[] expected = with(with(old, 0, bytes(100, 2)), 40_000, bytes(100, 3));
        NetfsFile second = netfs.open("f", WRITE);
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(0, ByteBuffer.wrap(bytes(100, 2)));
            file.write(40_000, ByteBuffer.wrap(bytes(100, 3)));
            origin.longestWrite = 20_000;
            origin.beforeWrite = MemoryOrigin.failingFrom(2, "no space left");
            // When
            assertThatExceptionOfType(IOException.class).isThrownBy(file::sync).withMessageContaining("no space left");
            // Then
            assertBytes(read(file, 0, 60_000)).isEqualTo(expected);
            assertThat(netfs.stats().dirtyBytes()).isPositive();
            // When
            origin.beforeWrite = MemoryOrigin.NOTHING;
            file.sync();
            assertBytes(origin.bytes("f")).isEqualTo(expected);
            assertBytes(read(other, "f")).isEqualTo(expected);
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(second::close).withMessageContaining("no space left");
        assertThatCode(second::close).doesNotThrowAnyException();
        assertThat(netfs.stats().lostBytes()).isZero();
    }

    @Test
    void whatTheOriginDoesNotTakeUntilTheLastCloseIsNamedCountedAndGone() throws Exception {
        mount(true, PATIENT);
        byte[] old = bytes(50_000, 1);
        origin.put("f", old);
        read(netfs, "f");
        NetfsFile file = netfs.open("f", WRITE);
        NetfsFile second = netfs.open("f");
        file.write(10_000, ByteBuffer.wrap(bytes(100, 2)));
        file.write(30_000, ByteBuffer.wrap(bytes(50, 2)));
        origin.beforeWrite = MemoryOrigin.failingFrom(2, "no space left");
        assertThatExceptionOfType(IOException.class).isThrownBy(file::close).withMessageContaining("no space left");
        assertThat(netfs.stats().lostBytes()).isZero();
        // When
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(second::close)
                .withMessageContaining("f: 150 bytes are lost")
                .withMessageContaining("10000 to 10100, 30000 to 30050");
        // Then
        assertThat(netfs.stats().lostBytes()).isEqualTo(150);
        assertThat(netfs.stats().dirtyBytes()).isZero();
        origin.beforeWrite = MemoryOrigin.NOTHING;
        assertBytes(read(netfs, "f")).isEqualTo(origin.bytes("f"));
        assertBytes(read(other, "f")).isEqualTo(origin.bytes("f"));
    }

    @Test
    void withoutRoomForDirtyPagesAWriterWritesBackItselfAndFailsWhenTheOriginDoes() throws Exception {
        mount(true, PATIENT.withFolioBytes(8 << 20).withDirtyBytes(2 << 20));
        origin.put("f", new byte[0]);
        origin.put("g", new byte[0]);
        try (NetfsFile g = netfs.open("g", WRITE);
                NetfsFile file = netfs.open("f", WRITE)) {
            g.write(0, ByteBuffer.wrap(bytes(1 << 20, 1)));
            file.write(0, ByteBuffer.wrap(bytes(9 << 20, 2)));
            assertThat(netfs.stats().dirtyBytes()).isLessThanOrEqualTo(2 << 20);
            assertBytes(read(file, 0, 9 << 20)).isEqualTo(bytes(9 << 20, 2));
            origin.beforeWrite = MemoryOrigin.failingFrom(1, "no space left");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file.write(0, ByteBuffer.wrap(bytes(9 << 20, 3))))
                    .withMessageContaining("no space left");
            assertThat(netfs.stats().dirtyBytes()).isLessThanOrEqualTo(2 << 20);
            origin.beforeWrite = MemoryOrigin.NOTHING;
            file.write(0, ByteBuffer.wrap(bytes(9 << 20, 4)));
            // Told once, although all has been written since.
            assertThatExceptionOfType(IOException.class).isThrownBy(file::sync).withMessageContaining("no space left");
            file.sync();
            assertThatExceptionOfType(IOException.class).isThrownBy(g::sync).withMessageContaining("no space left");
        }
        assertBytes(origin.bytes("f")).isEqualTo(bytes(9 << 20, 4));
        assertThat(origin.bytes("g")).isEqualTo(bytes(1 << 20, 1));
    }

    @Test
    void closingTheMountWritesBackWhatOpenFilesHave() throws Exception {
        mount(true, PATIENT);
        origin.put("f", new byte[0]);
        NetfsFile file = netfs.open("f", WRITE);
        file.write(0, ByteBuffer.wrap(bytes(100, 1)));
        netfs.close();
        assertBytes(origin.bytes("f")).isEqualTo(bytes(100, 1));
        file.close();
    }

    @Test
    void bytesAreNotStoredUnderTheNameOfAVersionThatSomebodyElseMadeRightAfter() throws Exception {
        mount(false, PATIENT);
        origin.put("f", bytes(5000, 1));
        read(other, "f");
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(0, ByteBuffer.wrap(bytes(100, 2)));
            origin.afterCommit = path -> {
                origin.afterCommit = null;
                origin.put("f", bytes(5000, 3));
            };
            file.sync();
            assertBytes(read(file, 0, 9000)).isEqualTo(bytes(5000, 3));
            assertBytes(read(other, "f")).isEqualTo(bytes(5000, 3));
        }
    }

    @Test
    void aFileThatOutlivesItsMountIsWrittenThrough() throws Exception {
        mount(true, PATIENT);
        origin.put("f", new byte[0]);
        NetfsFile file = netfs.open("f", WRITE);
        netfs.close();
        // When: nobody would come to write it back.
        file.write(0, ByteBuffer.wrap(bytes(100, 1)));
        // Then
        assertBytes(origin.bytes("f")).isEqualTo(bytes(100, 1));
        file.close();
    }

    @Test
    void ofAnUnbufferedWriteThatFailsHalfWayOthersReadWhatTheOriginHas() throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(50_000, 1));
        try (NetfsFile elsewhere = other.open("f");
                NetfsFile file = netfs.open("f", Set.of(OpenMode.WRITE, OpenMode.UNBUFFERED))) {
            read(elsewhere, 0, 50_000);
            origin.longestWrite = 10_000;
            origin.beforeWrite = MemoryOrigin.failingFrom(2, "no space left");
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> file.write(0, ByteBuffer.wrap(bytes(20_000, 2))))
                    .withMessageContaining("no space left");
            assertBytes(read(elsewhere, 0, 60_000)).isEqualTo(origin.bytes("f"));
        }
    }

    @Test
    void withoutACacheItIsAllTheSame() throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(5000, 1));
        MemoryOrigin plain = new MemoryOrigin("plain", true);
        plain.put("f", bytes(5000, 1));
        try (Netfs uncached = Netfs.mount(FsCache.disabled(), plain, PATIENT)) {
            try (NetfsFile file = uncached.open("f", WRITE)) {
                file.write(4990, ByteBuffer.wrap(bytes(100, 2)));
                assertBytes(read(file, 0, 9000)).isEqualTo(with(bytes(5000, 1), 4990, bytes(100, 2)));
                plain.put("f", bytes(6000, 3));
            }
            assertThat(plain.bytes("f")).isEqualTo(with(bytes(6000, 3), 4990, bytes(100, 2)));
            assertBytes(read(uncached, "f")).isEqualTo(plain.bytes("f"));
        }
    }

    @Test
    void aFileThatIsOpenForReadingOnlyIsNotWritten() throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(10, 1));
        try (NetfsFile file = netfs.open("f")) {
            assertThatExceptionOfType(NonWritableChannelException.class)
                    .isThrownBy(() -> file.write(0, ByteBuffer.allocate(1)));
            assertThatExceptionOfType(NonWritableChannelException.class).isThrownBy(() -> file.truncate(0));
        }
    }

    @Test
    void ofADeletedFileNothingIsWrittenBack() throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(10, 1));
        NetfsFile file = netfs.open("f", WRITE);
        file.write(0, ByteBuffer.wrap(bytes(10, 2)));
        netfs.delete("f");
        file.close();
        assertThatExceptionOfType(NoSuchFileException.class).isThrownBy(() -> origin.bytes("f"));
        assertThat(netfs.stats().lostBytes()).isZero();
    }

    @Test
    void foliosThatAnotherClientsWriteLeavesAsTheyAreAreNotReadAgain() throws Exception {
        mount(true, PATIENT.withReadAheadBytes(0));
        byte[] old = bytes(900_000, 1);
        origin.put("f", old);
        try (NetfsFile file = netfs.open("f");
                NetfsFile writer = other.open("f", WRITE)) {
            assertBytes(read(file, 0, 900_000)).isEqualTo(old);
            writer.write(500_000, ByteBuffer.wrap(bytes(10, 2)));
            writer.sync();
            long fromOrigin = origin.bytesRead();
            long fromCache = cache.stats().cacheBytes();
            // When
            assertBytes(read(file, 0, 900_000)).isEqualTo(with(old, 500_000, bytes(10, 2)));
            // Then: a read at random fetches a few blocks more than the one that it lacks.
            assertThat(origin.bytesRead()).isEqualTo(fromOrigin);
            assertThat(cache.stats().cacheBytes() - fromCache).isBetween(4096L, 500_000L);
        }
    }

    @Test
    void aWriteBackThatFailedIsTriedAgainWithoutBeingAskedFor() throws Exception {
        mount(true, NetfsOptions.DEFAULTS.withWriteBackDelay(Duration.ofMillis(5)));
        origin.put("f", new byte[10]);
        try (NetfsFile file = netfs.open("f", WRITE)) {
            origin.beforeCommit = MemoryOrigin.failingFrom(1, "away for a moment");
            file.write(0, ByteBuffer.wrap(bytes(10, 1)));
            await().until(() -> origin.opensForWriting.get() >= 2);
            origin.beforeCommit = MemoryOrigin.NOTHING;
            await().until(() -> netfs.stats().dirtyBytes() == 0);
            assertBytes(origin.bytes("f")).isEqualTo(bytes(10, 1));
            assertThatExceptionOfType(IOException.class).isThrownBy(file::sync).withMessageContaining("for a moment");
        }
    }

    @Test
    void theModifiersMarkIsThereBeforeTheOriginIsWrittenAndGoesWithTheLastDirtyPage() throws Exception {
        mount(true, PATIENT);
        origin.put("f", new byte[10]);
        try (NetfsFile file = netfs.open("f", WRITE)) {
            assertThat(marks()).isZero();
            origin.beforeWrite = path -> assertThat(marks()).isPositive();
            file.write(0, ByteBuffer.wrap(bytes(10, 1)));
            file.sync();
            assertThat(origin.bytesWritten).hasValue(10);
            // Then: what a reader brings is a fill again, not a change.
            netfs.dropFolios();
            long changes = node.count(Change.class);
            read(file, 0, 10);
            assertThat(node.count(Change.class)).isEqualTo(changes);
        }
    }

    private long marks() {
        return node.received.stream()
                .filter(Use.class::isInstance)
                .filter(use -> ((Use) use).willModify())
                .count();
    }

    @ParameterizedTest
    @CsvSource({"0, false", "22, false", "23, true"})
    void inALongWriteBackTheMarkIsTakenAnewBeforeTheOriginIsWrittenAgain(int seconds, boolean anew) throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(20_000, 1));
        read(other, "f");
        AtomicInteger writes = new AtomicInteger();
        List<Long> marksAtWrite = new CopyOnWriteArrayList<>();
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(0, ByteBuffer.wrap(bytes(10, 2)));
            file.write(9_000, ByteBuffer.wrap(bytes(10, 2)));
            origin.beforeWrite = path -> {
                marksAtWrite.add(marks());
                if (writes.incrementAndGet() == 1) {
                    // A gap in the session, and the origin is slow.
                    node.epoch = 2;
                    long beats = node.count(Heartbeat.class);
                    await().until(() -> node.count(Heartbeat.class) >= beats + 3);
                    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
                }
            };
            // When
            file.sync();
        }
        // Then
        assertThat(marksAtWrite).hasSize(2);
        assertThat(marksAtWrite.get(1) > marksAtWrite.get(0)).isEqualTo(anew);
        byte[] written = with(with(bytes(20_000, 1), 0, bytes(10, 2)), 9_000, bytes(10, 2));
        assertBytes(origin.bytes("f")).isEqualTo(written);
        assertBytes(read(other, "f")).isEqualTo(written);
        // Nothing of before is kept: the generation of before the gap was not gone on with.
        assertThat(node.received)
                .noneMatch(frame -> frame instanceof Change change && change.kind() == Change.Kind.MODIFY);
    }

    @Test
    void whatSomebodyElseMakesOfAFileWhileItIsMadeDurableIsNotTakenForItsOwn() throws Exception {
        mount(true, PATIENT);
        origin.put("f", bytes(20_000, 1));
        try (NetfsFile file = netfs.open("f", WRITE);
                NetfsFile reader = other.open("f")) {
            // Given: written, but not durable
            file.write(0, ByteBuffer.wrap(bytes(10, 2)));
            assertThat(netfs.stat("f").size()).isEqualTo(20_000);
            assertBytes(read(reader, 0, 20_000)).isEqualTo(origin.bytes("f"));
            origin.beforeCommit = path -> origin.put(path, bytes(20_000, 3));
            // When
            file.sync();
            // Then
            assertThat(origin.durableCommits).hasValue(1);
            assertBytes(read(reader, 0, 20_000)).isEqualTo(bytes(20_000, 3));
            assertBytes(read(file, 0, 20_000)).isEqualTo(bytes(20_000, 3));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatABusyOriginTurnsAwayAtTheLastCloseIsTriedAgain(boolean ofMount) throws Exception {
        mount(false, PATIENT);
        origin.put("f", bytes(100, 1));
        AtomicInteger commits = new AtomicInteger();
        origin.beforeCommit = path -> {
            if (commits.incrementAndGet() < NetfsLimits.LAST_TRIES) {
                throw new OriginBusyException(path + ": status 503", Duration.ofSeconds(1));
            }
        };
        NetfsFile file = netfs.open("f", WRITE);
        file.write(0, ByteBuffer.wrap(bytes(100, 2)));
        // When
        if (ofMount) {
            netfs.close();
        }
        file.close();
        // Then
        assertThat(waits).hasSize(NetfsLimits.LAST_TRIES - 1).allMatch(wait -> wait.toSeconds() >= 1);
        assertBytes(origin.bytes("f")).isEqualTo(bytes(100, 2));
        assertThat(netfs.stats().lostBytes()).isZero();
    }

    @Test
    void whatABusyOriginTurnsAwayForTooLongIsLostAndNamed() throws Exception {
        mount(false, PATIENT);
        origin.put("f", bytes(100, 1));
        AtomicInteger commits = new AtomicInteger();
        origin.beforeCommit = path -> {
            commits.incrementAndGet();
            throw new OriginBusyException(path + ": status 429", null);
        };
        NetfsFile file = netfs.open("f", WRITE);
        file.write(10, ByteBuffer.wrap(bytes(20, 2)));
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(file::close)
                .withMessageContaining("f: 20 bytes are lost")
                .withMessageContaining("10 to 30")
                .withMessageContaining("status 429");
        assertThat(waits).hasSize(NetfsLimits.LAST_TRIES - 1);
        assertThat(commits).hasValue(NetfsLimits.LAST_TRIES + 1);
        assertBytes(origin.bytes("f")).isEqualTo(bytes(100, 1));
    }

    @Test
    void aSyncDoesNotWaitForABusyOrigin() throws Exception {
        mount(false, PATIENT);
        origin.put("f", bytes(100, 1));
        try (NetfsFile file = netfs.open("f", WRITE)) {
            file.write(10, ByteBuffer.wrap(bytes(20, 2)));
            origin.beforeCommit = path -> {
                throw new OriginBusyException(path + ": status 503", null);
            };
            assertThatExceptionOfType(IOException.class).isThrownBy(file::sync).withMessageContaining("503");
            origin.beforeCommit = MemoryOrigin.NOTHING;
        }
        assertThat(waits).isEmpty();
    }

    @Test
    void dirtyPagesTakeTheRoomOfCleanFolios() throws Exception {
        mount(true, PATIENT.withReadAheadBytes(0).withFolioBytes(4 << 20).withDirtyBytes(3 << 20));
        origin.put("f", bytes(4 << 20, 1));
        origin.put("g", new byte[0]);
        read(netfs, "f");
        try (NetfsFile file = netfs.open("g", WRITE)) {
            file.write(0, ByteBuffer.wrap(bytes(3 << 20, 2)));
            assertThat(netfs.cleanBytes()).isLessThanOrEqualTo(1 << 20);
            assertThat(netfs.stats().dirtyBytes()).isEqualTo(3 << 20);
        }
    }
}
