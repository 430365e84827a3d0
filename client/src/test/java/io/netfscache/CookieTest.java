package io.netfscache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The API against a scripted node, named after the rows of FSCACHE.md. */
@Timeout(60)
final class CookieTest {
    private static final byte[] KEY = {1, 2, 3};
    private static final byte[] AUX = {7};
    private static final int SIZE = 3 * 4096 + 100;

    private final byte[] contents = new byte[SIZE];
    private FakeNode node;
    private FsCache cache;
    private Volume volume;
    private Cookie cookie;

    @BeforeEach
    void connect() throws Exception {
        new Random(1).nextBytes(contents);
        node = new FakeNode(1);
        cache = node.client();
        volume = cache.acquireVolume("vol", "", new byte[0]);
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
    }

    @AfterEach
    void close() throws IOException {
        cache.close();
        node.close();
    }

    private void fill() throws CacheException {
        cookie.use(false);
        try (CacheOperation write = cookie.beginWrite()) {
            assertThat(write.write(0, ByteBuffer.wrap(contents))).isEqualTo(SIZE);
        }
    }

    /** All connections are lost and made anew: that of the data may come back later than the session. */
    private void cutAndAwaitReads() throws CacheException {
        try (CacheOperation before = cookie.beginRead()) {
            node.cut();
            await().until(() -> !before.isCurrent());
        }
        await().ignoreExceptionsInstanceOf(CacheException.class)
                .untilAsserted(() -> assertThat(read(0, SIZE, ReadHole.FAIL)).isEqualTo(contents));
    }

    private byte[] read(int position, int length, ReadHole holes) throws CacheException {
        ByteBuffer into = ByteBuffer.allocate(length);
        try (CacheOperation read = cookie.beginRead()) {
            int n = read.read(position, into, holes);
            assertThat(into.position()).isEqualTo(n);
        }
        return java.util.Arrays.copyOf(into.array(), into.position());
    }

    private byte[] expected(int position, int length) {
        return java.util.Arrays.copyOfRange(contents, position, position + length);
    }

    @Test
    void row01AcquireVolumeChecksItsKeyAndRefusesALiveDuplicate() {
        for (String bad : List.of("", "a/b", ".x", "a\nb", "x".repeat(255))) {
            CacheException error =
                    catchThrowableOfType(CacheException.class, () -> cache.acquireVolume(bad, "", new byte[0]));
            assertThat(error.code()).isEqualTo(ErrorCode.EINVAL);
        }
        CacheException busy =
                catchThrowableOfType(CacheException.class, () -> cache.acquireVolume("vol", "", new byte[0]));
        assertThat(busy.code()).isEqualTo(ErrorCode.EBUSY);
    }

    @Test
    void row02RelinquishVolumeNeedsItsCookiesGoneAndAnEqualLength() throws Exception {
        assertThatIllegalStateException().isThrownBy(() -> volume.relinquish(new byte[0], false));
        cookie.relinquish(false);
        CacheException error = catchThrowableOfType(CacheException.class, () -> volume.relinquish(new byte[1], false));
        assertThat(error.code()).isEqualTo(ErrorCode.EINVAL);
        volume.relinquish(new byte[0], true);
        volume.relinquish(new byte[0], true);
        assertThat(cache.acquireVolume("vol", "", new byte[0])).isNotNull();
    }

    @Test
    void row03NullVolumeAndCookieTakeEveryCallAndBeginGivesEnobufs() throws Exception {
        try (FsCache none = FsCache.disabled()) {
            Cookie nothing = none.acquireVolume("/", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, 1);
            nothing.use(true);
            nothing.update(AUX, 1L);
            assertThat(nothing.invalidate(AUX, 1, Set.of()).toCompletableFuture())
                    .isCompleted();
            CacheException error = catchThrowableOfType(CacheException.class, nothing::beginRead);
            assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
            nothing.unuse(null, null);
            nothing.relinquish(true);
        }
    }

    @Test
    void row04AcquireCookieGivesNoneForALiveDuplicateOrABadKey() {
        assertThat(volume.acquireCookie(Set.of(), KEY, AUX, SIZE)).isSameAs(Cookie.none());
        assertThat(volume.acquireCookie(Set.of(), new byte[0], AUX, SIZE)).isSameAs(Cookie.none());
        assertThat(volume.acquireCookie(Set.of(), new byte[256], AUX, SIZE)).isSameAs(Cookie.none());
        assertThat(node.count(Use.class)).isZero();
    }

    @Test
    void row06UseLooksUpOnceForAllUses() throws Exception {
        fill();
        cookie.use(false);
        cookie.unuse(null, null);
        cookie.unuse(null, null);
        cookie.use(false);
        assertThat(read(0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        assertThat(node.count(Use.class)).isEqualTo(1);
    }

    @Test
    void row07UnuseGivesTheMarkBackAfterTheLruDelay() throws Exception {
        ClientConfig quick = new ClientConfig(List.of(node.address()), "", "", java.time.Duration.ofMillis(10), 1);
        try (FsCache other = FsCache.connect(quick)) {
            Cookie mine = other.acquireVolume("v2", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            mine.use(false);
            mine.beginRead().close();
            mine.unuse(null, null);
            await().until(() -> node.count(Unuse.class) == 1);
            await().until(() -> mine.state() instanceof CookieState.Quiescent);
            mine.use(false);
            mine.beginRead().close();
        }
        assertThat(node.count(Use.class)).isEqualTo(2);
        assertThatIllegalStateException().isThrownBy(() -> cookie.unuse(null, null));
    }

    @Test
    void row08RelinquishRetiresClusterWide() throws Exception {
        fill();
        assertThatIllegalStateException().isThrownBy(() -> cookie.relinquish(true));
        cookie.unuse(null, null);
        cookie.relinquish(true);
        assertThat(node.received).anyMatch(f -> f instanceof Change change && change.kind() == Change.Kind.RETIRE);
        assertThat(cookie.state()).isEqualTo(new CookieState.Dropped());
        CacheException error = catchThrowableOfType(CacheException.class, cookie::beginRead);
        assertThat(error.reason()).isEqualTo(Reason.RELINQUISHED);
    }

    @Test
    void row10BeginNeedsAUse() {
        CacheException error = catchThrowableOfType(CacheException.class, cookie::beginRead);
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(error.reason()).isEqualTo(Reason.NOT_IN_USE);
    }

    @Test
    void row11AnEndedOperationTakesNoMoreIo() throws Exception {
        fill();
        CacheOperation ended = cookie.beginRead();
        ended.close();
        CacheException error =
                catchThrowableOfType(CacheException.class, () -> ended.read(0, ByteBuffer.allocate(10), ReadHole.FAIL));
        assertThat(error.code()).isEqualTo(ErrorCode.EINVAL);
    }

    @Test
    void row12ReadGivesAnyRangeAndAShortReadAtTheEnd() throws Exception {
        fill();
        for (int[] range :
                new int[][] {{0, SIZE}, {1, 10}, {4095, 2}, {5000, 4000}, {100, 9000}, {4096, 4096}, {12288, 100}}) {
            assertThat(read(range[0], range[1], ReadHole.FAIL)).isEqualTo(expected(range[0], range[1]));
        }
        assertThat(read(SIZE - 5, 100, ReadHole.FAIL)).isEqualTo(expected(SIZE - 5, 5));
        assertThat(read(SIZE, 100, ReadHole.FAIL)).isEmpty();
    }

    @Test
    void row12InvalidatedBetweenBeginAndCompletionIsEstaleBothWays() throws Exception {
        fill();
        CountDownLatch asked = new CountDownLatch(2);
        node.script = (link, id, frame) -> {
            if (frame instanceof Read) {
                asked.countDown();
                return true;
            }
            return false;
        };
        AtomicReference<CacheException> async = new AtomicReference<>();
        CompletableFuture<CacheException> sync = new CompletableFuture<>();
        CacheOperation operation = cookie.beginRead();
        operation.read(0, ByteBuffer.allocate(10), ReadHole.FAIL, (n, error, wasAsync) -> async.set(error));
        Thread reader = new Thread(() -> sync.complete(catchThrowableOfType(
                CacheException.class, () -> operation.read(0, ByteBuffer.allocate(10), ReadHole.FAIL))));
        reader.start();
        assertThat(asked.await(10, TimeUnit.SECONDS)).isTrue();

        cookie.invalidate(AUX, SIZE, Set.of()).toCompletableFuture().get(10, TimeUnit.SECONDS);

        assertThat(sync.get(10, TimeUnit.SECONDS).code()).isEqualTo(ErrorCode.ESTALE);
        await().until(() -> async.get() != null);
        assertThat(async.get().code()).isEqualTo(ErrorCode.ESTALE);
        reader.join();
    }

    @Test
    void row13HolePolicies() throws Exception {
        cookie.use(false);
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(0, ByteBuffer.wrap(contents, 0, 4096));
            write.write(8192, ByteBuffer.wrap(contents, 8192, 4096));
        }
        MissingDataException missing =
                catchThrowableOfType(MissingDataException.class, () -> read(10, SIZE - 20, ReadHole.FAIL));
        assertThat(missing.missing()).containsExactly(new ByteRange(4096, 8192), new ByteRange(12288, SIZE - 10));
        assertThat(read(10, SIZE, ReadHole.IGNORE)).isEqualTo(expected(10, 4086));
        assertThat(read(4096, 10, ReadHole.IGNORE)).isEmpty();
        byte[] cleared = contents.clone();
        java.util.Arrays.fill(cleared, 4096, 8192, (byte) 0);
        java.util.Arrays.fill(cleared, 12288, SIZE, (byte) 0);
        assertThat(read(0, SIZE, ReadHole.CLEAR)).isEqualTo(cleared);
    }

    @Test
    void row14WriteIsAlignedAndOfTheGenerationOfItsBegin() throws Exception {
        cookie.use(false);
        try (CacheOperation write = cookie.beginWrite()) {
            for (int[] bad : new int[][] {{1, 4096}, {0, 100}, {12288, 200}}) {
                CacheException error = catchThrowableOfType(
                        CacheException.class, () -> write.write(bad[0], ByteBuffer.allocate(bad[1])));
                assertThat(error.code()).isEqualTo(ErrorCode.EINVAL);
            }
            node.change("vol", KEY, new byte[] {8}, SIZE);
            CacheException stale =
                    catchThrowableOfType(CacheException.class, () -> write.write(0, ByteBuffer.allocate(4096)));
            assertThat(stale.code()).isEqualTo(ErrorCode.ESTALE);
        }
        assertThat(node.storedBlocks()).isZero();
    }

    @Test
    void row15TerminatedIsCalledOnceForErrorsBeforeSubmissionToo() throws Exception {
        fill();
        AtomicInteger calls = new AtomicInteger();
        try (CacheOperation operation = cookie.beginWrite()) {
            operation.write(1, ByteBuffer.allocate(1), (n, error, async) -> {
                assertThat(async).isFalse();
                assertThat(error).isNotNull();
                calls.incrementAndGet();
            });
        }
        assertThat(calls).hasValue(1);
    }

    @Test
    void row16UpdateStoresNewCoherencyDataAndKeepsTheContents() throws Exception {
        fill();
        cookie.update(new byte[] {9}, null);
        assertThat(node.received)
                .anyMatch(f -> f instanceof Change change
                        && change.kind() == Change.Kind.UPDATE
                        && change.base().object().counter() == 1);
        assertThat(catchThrowableOfType(CacheException.class, () -> cookie.update(new byte[2], null))
                        .code())
                .isEqualTo(ErrorCode.EINVAL);
    }

    @Test
    void row17InvalidateWorksInEveryState() throws Exception {
        // Given: quiescent, and nobody uses it.
        invalidate();
        // When it is being looked up:
        AtomicReference<Runnable> answer = new AtomicReference<>();
        node.script = (link, id, frame) -> {
            if (frame instanceof Use && answer.get() == null) {
                answer.set(() -> {});
                return true;
            }
            return false;
        };
        cookie.use(false);
        await().until(() -> answer.get() != null);
        assertThat(cookie.state()).isEqualTo(new CookieState.LookingUp());
        invalidate();
        // When it has been looked up:
        cookie.beginRead().close();
        invalidate();
        // While another invalidation is on its way:
        CompletableFuture<Void> first = cookie.invalidate(AUX, SIZE, Set.of()).toCompletableFuture();
        invalidate();
        first.get(10, TimeUnit.SECONDS);
        cookie.unuse(null, null);
        // When it has been dropped:
        cookie.relinquish(false);
        invalidate();
        assertThat(node.count(Change.class)).isEqualTo(6);
    }

    private void invalidate() throws Exception {
        cookie.invalidate(AUX, SIZE, Set.of()).toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    @Test
    void row17InvalidateIsRetriedWithTheSameOperationIdWhenTheSessionIsLost() throws Exception {
        fill();
        AtomicBoolean lost = new AtomicBoolean();
        node.script = (link, id, frame) -> {
            if (frame instanceof Change && lost.compareAndSet(false, true)) {
                link.close();
                return true;
            }
            return false;
        };
        invalidate();
        List<Change> changes = node.received.stream()
                .filter(Change.class::isInstance)
                .map(Change.class::cast)
                .toList();
        assertThat(changes).hasSize(2);
        assertThat(changes.get(0).operation()).isEqualTo(changes.get(1).operation());
    }

    @Test
    void row19EnabledEndsWithADirectWrite() throws Exception {
        cookie.use(false);
        assertThat(cookie.enabled()).isTrue();
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE));
        assertThat(cookie.enabled()).isFalse();
    }

    @Test
    void aFenceIsAppliedBeforeItIsAcknowledged() throws Exception {
        fill();
        CacheOperation before = cookie.beginRead();
        CountDownLatch acked = new CountDownLatch(1);
        node.script = (link, id, frame) -> {
            if (frame instanceof FenceAck ack && id == 77 && ack.round() == 1) {
                acked.countDown();
                return true;
            }
            return false;
        };
        Fence fence = node.change("vol", KEY, new byte[] {8}, SIZE);
        node.push(77, fence);
        assertThat(acked.await(10, TimeUnit.SECONDS)).isTrue();
        CacheException seen =
                catchThrowableOfType(CacheException.class, () -> before.read(0, ByteBuffer.allocate(1), ReadHole.FAIL));
        assertThat(seen.code()).isEqualTo(ErrorCode.ESTALE);
        try (CacheOperation after = cookie.beginRead()) {
            assertThat(after.generation()).isEqualTo(fence.next());
            assertThat(after.aux().toArray()).containsExactly(8);
        }
    }

    @Test
    void aCorruptBlockIsOneCountedMissAndIsScrubbed() throws Exception {
        fill();
        node.corruptNextData.set(true);
        MissingDataException error =
                catchThrowableOfType(MissingDataException.class, () -> read(0, SIZE, ReadHole.FAIL));
        assertThat(error.missing()).containsExactly(new ByteRange(4096, 8192));
        assertThat(cache.stats().checksumMisses()).isEqualTo(1);
        await().until(() -> node.count(Scrub.class) == 1);
    }

    @Test
    void aLateReplyDoesNotTouchTheBuffer() throws Exception {
        fill();
        AtomicReference<Runnable> late = new AtomicReference<>();
        node.script = (link, id, frame) -> {
            if (frame instanceof Read read) {
                byte[] bytes = new byte[read.length()];
                java.util.Arrays.fill(bytes, (byte) 0x55);
                late.set(() -> {
                    try {
                        link.send(id, new Data(0, bytes.length, Checksums.compute(ByteBuffer.wrap(bytes))), bytes);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                return true;
            }
            return false;
        };
        ByteBuffer into = ByteBuffer.allocate(4096);
        CacheException error = catchThrowableOfType(CacheException.class, () -> {
            try (CacheOperation operation = cookie.beginRead()) {
                operation.read(0, into, ReadHole.FAIL);
            }
        });
        assertThat(error.reason()).isEqualTo(Reason.DEADLINE);
        long before = cache.stats().socketBytesReceived();
        late.get().run();
        await().until(() -> cache.stats().socketBytesReceived() >= before + 4096);
        assertThat(into.array()).containsOnly(0);
    }

    @Test
    void malformedBytesEndTheConnectionAndNothingElse() throws Exception {
        fill();
        AtomicBoolean once = new AtomicBoolean();
        node.script = (link, id, frame) -> {
            if (frame instanceof Read && once.compareAndSet(false, true)) {
                link.raw("this is no frame of the protocol".getBytes(StandardCharsets.UTF_8));
                return true;
            }
            return false;
        };
        assertThatExceptionOfType(CacheException.class)
                .isThrownBy(() -> read(0, SIZE, ReadHole.FAIL))
                .matches(error -> error.reason() == Reason.MALFORMED);
        await().untilAsserted(() -> assertThat(read(0, SIZE, ReadHole.FAIL)).isEqualTo(contents));
    }

    @Test
    void neverMoreRequestsAreOutstandingThanTheNodeGivesCreditsFor() throws Exception {
        fill();
        node.requestCredits = 2;
        cutAndAwaitReads();
        AtomicInteger most = new AtomicInteger();
        java.util.Queue<Runnable> held = new java.util.concurrent.ConcurrentLinkedQueue<>();
        node.script = (link, id, frame) -> {
            if (frame instanceof Read read) {
                held.add(() -> {
                    try {
                        link.read(id, read);
                    } catch (IOException e) {
                        throw new IllegalStateException(e);
                    }
                });
                most.accumulateAndGet(held.size(), Math::max);
                return true;
            }
            return false;
        };
        AtomicInteger ended = new AtomicInteger();
        CacheOperation operation = cookie.beginRead();
        for (int i = 0; i < 10; i++) {
            operation.read(0, ByteBuffer.allocate(10), ReadHole.FAIL, (n, error, async) -> {
                assertThat(error).isNull();
                ended.incrementAndGet();
            });
        }
        await().until(() -> {
            Runnable next = held.size() == 2 || ended.get() >= 8 ? held.poll() : null;
            if (next != null) {
                next.run();
            }
            return ended.get() == 10;
        });
        assertThat(most).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void aLostSessionMovesToAnotherNodeAndLooksUpAgain() throws Exception {
        try (FakeNode second = new FakeNode(2)) {
            FsCache both = FsCache.connect(ClientConfig.of(List.of(node.address(), second.address())));
            try (both) {
                assertThat(both.awaitConnected(10_000)).isTrue();
                Cookie mine = both.acquireVolume("v3", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
                mine.use(false);
                mine.beginRead().close();
                FakeNode first = node.count(Use.class) > 0 ? node : second;
                FakeNode other = first == node ? second : node;
                first.close();
                await().ignoreExceptions().until(() -> {
                    mine.beginRead().close();
                    return other.count(Use.class) == 1;
                });
            }
        }
    }

    @Test
    void aNewEpochOfTheNodeMakesWhatWasLookedUpVoid() throws Exception {
        fill();
        CacheOperation before = cookie.beginRead();
        node.epoch = 2;
        await().untilAsserted(() -> assertThat(catchThrowableOfType(
                        CacheException.class, () -> before.read(0, ByteBuffer.allocate(1), ReadHole.FAIL)))
                .isNotNull());
        assertThat(read(0, SIZE, ReadHole.FAIL)).isEqualTo(contents);
        assertThat(node.count(Use.class)).isEqualTo(2);
    }

    @Test
    void locateTellsWhatTheNodesHave() throws Exception {
        assertThat(volume.locate(KEY)).isEmpty();
        fill();
        assertThat(volume.locate(KEY)).hasSize(1).first().satisfies(location -> {
            assertThat(location.chunkBlocks()).isEqualTo(4);
            assertThat(location.presentBytes()).isEqualTo(4 * 4096);
            assertThat(location.generation()).isEqualTo(node.generation(CookieId.of("vol", KEY)));
        });
        assertThat(cache.nodes()).hasSize(1);
    }

    @Test
    void withoutAClusterBeginFailsSoonWithAReason() throws Exception {
        FakeNode gone = new FakeNode(9);
        gone.close();
        try (FsCache alone = FsCache.connect(ClientConfig.of(List.of(gone.address())))) {
            Cookie mine = alone.acquireVolume("v", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            mine.use(false);
            CacheException error = catchThrowableOfType(CacheException.class, mine::beginRead);
            assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(error.reason()).isEqualTo(Reason.NO_NODES);
            assertThat(alone.stats().notCached()).containsKey("NO_NODES");
        }
    }

    @Test
    void closeLeavesNoThreadAndTwoClientsWorkSideBySide() throws Exception {
        FsCache other = node.client();
        Cookie theirs = other.acquireVolume("vol", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
        fill();
        theirs.use(false);
        ByteBuffer into = ByteBuffer.allocate(SIZE);
        try (CacheOperation operation = theirs.beginRead()) {
            operation.read(0, into, ReadHole.FAIL);
        }
        assertThat(into.array()).isEqualTo(contents);
        other.close();
        cache.close();
        await().untilAsserted(() -> assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("netfs-client")));
        assertThat(catchThrowableOfType(CacheException.class, cookie::beginRead).reason())
                .isEqualTo(Reason.SHUTTING_DOWN);
    }
}
