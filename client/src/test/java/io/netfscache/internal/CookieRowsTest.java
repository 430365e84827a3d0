package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.Advice;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.InvalidateFlag;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.Write;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Rows 4, 5, 12, 13, 15, 16 and 18 with all that they say, against a scripted node. */
@Timeout(60)
final class CookieRowsTest extends ClientFixture {
    private Cookie acquireAgain(Advice advice, long size) throws CacheException {
        cookie.relinquish(false);
        cookie = volume.acquireCookie(Set.of(advice), KEY, AUX, size);
        return cookie;
    }

    private CompletableFuture<Void> startRetiring() {
        return CompletableFuture.runAsync(() -> {
            try {
                cookie.relinquish(true);
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @Test
    void row04AnAcquireWaitsForTheLastCookieThatIsBeingRelinquished() throws Exception {
        Held changes = new Held(Change.class);
        node.script = changes;
        CompletableFuture<Void> retired = startRetiring();
        await().until(() -> changes.count() == 1);
        CompletableFuture<Cookie> next =
                CompletableFuture.supplyAsync(() -> volume.acquireCookie(Set.of(), KEY, AUX, SIZE));
        assertThat(next).isNotDone();
        changes.release();
        retired.get(10, TimeUnit.SECONDS);
        assertThat(next.get(10, TimeUnit.SECONDS)).isNotSameAs(Cookie.none());
    }

    @Test
    void row04ItDoesNotWaitForEver() throws Exception {
        Held changes = new Held(Change.class);
        node.script = changes;
        CompletableFuture<Void> retired = startRetiring();
        await().until(() -> changes.count() == 1);
        assertThat(volume.acquireCookie(Set.of(), KEY, AUX, SIZE)).isSameAs(Cookie.none());
        assertThat(cache.stats().notCached()).containsKey("CACHING_DISABLED");
        changes.release();
        retired.get(10, TimeUnit.SECONDS);
    }

    @Test
    void row05ASingleChunkIsWholeOrNothing() throws Exception {
        acquireAgain(Advice.SINGLE_CHUNK, SIZE);
        cookie.use(false);
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(0, ByteBuffer.wrap(contents, 0, 8192));
        }
        assertThat(readError())
                .isInstanceOfSatisfying(
                        MissingDataException.class,
                        error -> assertThat(error.missing()).containsExactly(new ByteRange(0, SIZE)));
        try (CacheOperation write = cookie.beginWrite()) {
            write.write(8192, ByteBuffer.wrap(contents, 8192, SIZE - 8192));
        }
        assertThat(read()).isEqualTo(contents);
        assertThat(only(Read.class, node.received)).allMatch(Read::whole);
    }

    @Test
    void row05ASingleChunkThatIsLargerThanAChunkIsNotCached() throws Exception {
        acquireAgain(Advice.SINGLE_CHUNK, Limits.DEFAULT_CHUNK_BYTES + 1L);
        cookie.use(false);
        CacheException error = catchThrowableOfType(CacheException.class, cookie::beginRead);
        assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(error.reason()).isEqualTo(Reason.SINGLE_CHUNK);
        assertThat(cache.stats().notCached()).containsKey("SINGLE_CHUNK");
    }

    @Test
    void row05WantCacheSizeTakesTheStoredSize() throws Exception {
        fill();
        cookie.unuse(null, null);
        acquireAgain(Advice.WANT_CACHE_SIZE, 0);
        assertThat(cookie.objectSize()).isZero();
        cookie.use(false);
        assertThat(read()).isEqualTo(contents);
        assertThat(cookie.objectSize()).isEqualTo(SIZE);
        cookie.update(new byte[] {8}, null);
        assertThat(only(Change.class, node.received)).last().matches(change -> change.objectSize() == SIZE);
    }

    @Test
    void row12AndRow14SeveralBuffersAreOneReadAndOneWrite() throws Exception {
        cookie.use(false);
        ByteBuffer[] from = {
            ByteBuffer.wrap(contents, 0, 5000), ByteBuffer.allocate(0), ByteBuffer.wrap(contents, 5000, SIZE - 5000)
        };
        try (CacheOperation operation = cookie.beginWrite()) {
            assertThat(operation.write(0, from)).isEqualTo(SIZE);
        }
        assertThat(from).allMatch(buffer -> !buffer.hasRemaining());
        assertThat(only(Write.class, node.received)).hasSize(1);
        ByteBuffer[] into = {ByteBuffer.allocate(1), ByteBuffer.allocate(6000), ByteBuffer.allocate(SIZE)};
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.read(10, into, ReadHole.FAIL)).isEqualTo(SIZE - 10);
        }
        assertThat(only(Read.class, node.received)).hasSize(1);
        ByteBuffer all = ByteBuffer.allocate(SIZE - 10);
        Arrays.stream(into).forEach(buffer -> all.put(buffer.flip()));
        assertThat(all.array()).isEqualTo(Arrays.copyOfRange(contents, 10, SIZE));
    }

    @Test
    void row13HolesAreClearedAcrossBuffersToo() throws Exception {
        cookie.use(false);
        try (CacheOperation operation = cookie.beginWrite()) {
            operation.write(4096, ByteBuffer.wrap(contents, 4096, 4096));
        }
        AtomicReference<CacheException> failed = new AtomicReference<>();
        AtomicInteger transferred = new AtomicInteger(-1);
        byte[] first = new byte[5000];
        byte[] second = new byte[SIZE - 5000];
        Arrays.fill(first, (byte) 1);
        Arrays.fill(second, (byte) 1);
        try (CacheOperation operation = cookie.beginRead()) {
            ByteBuffer[] into = {ByteBuffer.wrap(first), ByteBuffer.wrap(second)};
            operation.read(0, into, ReadHole.CLEAR, (n, error, async) -> {
                failed.set(error);
                transferred.set(n);
            });
            await().until(() -> transferred.get() >= 0);
        }
        assertThat(failed.get()).isNull();
        assertThat(transferred).hasValue(SIZE);
        byte[] expected = new byte[SIZE];
        System.arraycopy(contents, 4096, expected, 4096, 4096);
        byte[] all = Arrays.copyOf(first, SIZE);
        System.arraycopy(second, 0, all, 5000, second.length);
        assertThat(all).isEqualTo(expected);
    }

    @Test
    void row13FillIsLikeFail() throws Exception {
        cookie.use(false);
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(catchThrowableOfType(
                                    MissingDataException.class,
                                    () -> operation.read(0, ByteBuffer.allocate(SIZE), ReadHole.FILL))
                            .missing())
                    .containsExactly(new ByteRange(0, SIZE));
        }
        assertThat(only(Read.class, node.received)).last().matches(read -> read.holes() == Read.Holes.FILL);
    }

    @Test
    void row15TerminationIsToldOnceAndSaysWhetherItWasAsynchronous() throws Exception {
        fill();
        AtomicInteger calls = new AtomicInteger();
        CompletableFuture<Boolean> refused = new CompletableFuture<>();
        CompletableFuture<Boolean> read = new CompletableFuture<>();
        CompletableFuture<Boolean> nested = new CompletableFuture<>();
        CompletableFuture<Boolean> readOnly = new CompletableFuture<>();
        try (CacheOperation operation = cookie.beginRead()) {
            operation.read(-1, ByteBuffer.allocate(1), ReadHole.FAIL, (n, error, async) -> {
                calls.incrementAndGet();
                refused.complete(async);
            });
            assertThat(refused).isCompletedWithValue(false);
            operation.read(0, ByteBuffer.allocate(1).asReadOnlyBuffer(), ReadHole.FAIL, (n, error, async) -> {
                calls.incrementAndGet();
                readOnly.complete(async || error == null || error.code() != ErrorCode.EINVAL);
            });
            assertThat(readOnly).isCompletedWithValue(false);
            Held reads = new Held(Read.class);
            node.script = reads;
            operation.read(0, ByteBuffer.allocate(1), ReadHole.FAIL, (n, error, async) -> {
                calls.incrementAndGet();
                // Begun by the thread that is going to tell, and told after the call has returned.
                operation.read(0, ByteBuffer.allocate(1), ReadHole.FAIL, (m, failed, late) -> {
                    calls.incrementAndGet();
                    nested.complete(late);
                });
                read.complete(async);
                throw new IllegalStateException("a mistake of the caller");
            });
            await().until(() -> reads.count() == 1);
            reads.release();
            assertThat(read.get(10, TimeUnit.SECONDS)).isTrue();
            assertThat(nested.get(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(read()).isEqualTo(contents);
        assertThat(calls).hasValue(4);
    }

    @Test
    void row16AnUpdateWaitsForTheLookUpSoThatItKeepsTheContents() throws Exception {
        fill();
        cookie.unuse(null, null);
        cookie.relinquish(false);
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
        Held lookUp = new Held(Use.class);
        node.script = lookUp;
        cookie.use(false);
        CompletableFuture<Void> updated = CompletableFuture.runAsync(() -> {
            try {
                cookie.update(new byte[] {8}, null);
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> lookUp.count() == 1);
        assertThat(node.count(Change.class)).isZero();
        lookUp.release();
        updated.get(10, TimeUnit.SECONDS);
        assertThat(read()).isEqualTo(contents);
    }

    @Test
    void row16AnUpdateOfAnObjectOfWhichNothingIsKnownKeepsNothing() throws Exception {
        fill();
        cookie.unuse(null, null);
        cookie.relinquish(false);
        cookie = volume.acquireCookie(Set.of(), KEY, AUX, SIZE);
        cookie.update(new byte[] {8}, null);
        cookie.use(false);
        assertThat(readError()).isInstanceOf(MissingDataException.class);
    }

    @Test
    void row18TheMarkOfAnObjectThatIsOffIsGivenBackAtTheLastUnuse() throws Exception {
        fill();
        cookie.use(false);
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        cookie.unuse(null, null);
        assertThat(readError().reason()).isEqualTo(Reason.DISABLED_BY_DIO_WRITE);
        assertThat(node.count(Unuse.class)).isZero();
        cookie.unuse(null, null);
        // The client's time stands still: no LRU delay has passed.
        await().until(() -> node.count(Unuse.class) == 1);
        await().until(() -> cookie.state() instanceof CookieState.Quiescent);
        node.enable(CookieId.of("vol", KEY));
        cookie.use(false);
        write(contents);
        assertThat(cookie.enabled()).isTrue();
        assertThat(read()).isEqualTo(contents);
    }

    @Test
    void row18EveryDirectWriteInvalidates() throws Exception {
        fill();
        for (int i = 0; i < 3; i++) {
            cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
        }
        assertThat(only(Change.class, node.received)).hasSize(3).allMatch(Change::dioWrite);
    }

    @Test
    void row18WhoWritesPastTheCacheIsAModifierUntilTheLastUnuse() throws Exception {
        fill();
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(only(Change.class, node.received)).singleElement().matches(change -> change.sequence() > 0);
        // A look-up takes the mark anew, also one through another session node.
        await().until(() -> only(Use.class, node.received).stream().anyMatch(Use::willModify));
        cookie.unuse(null, null);
        await().until(() -> node.count(Unuse.class) == 1);
        assertThat(only(Unuse.class, node.received).get(0).marks())
                .singleElement()
                .matches(Unuse.Mark::modified);
        // Then one that only reads is none.
        node.enable(CookieId.of("vol", KEY));
        cookie.use(false);
        write(contents);
        assertThat(only(Use.class, node.received)).last().matches(use -> !use.willModify());
    }

    @Test
    void row18ADirectWriteOfAnObjectThatIsNotInUseLeavesNoMark() throws Exception {
        fill();
        cookie.unuse(null, null);
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(only(Change.class, node.received)).singleElement().matches(change -> change.sequence() == 0);
    }

    @Test
    void row18AnotherClientsDirectWriteIsFoundOutByARead() throws Exception {
        fill();
        node.script = (link, id, frame) -> {
            if (frame instanceof Read) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.DISABLED_BY_DIO_WRITE, "off"), null);
            }
            return frame instanceof Read;
        };
        assertThat(readError().reason()).isEqualTo(Reason.DISABLED_BY_DIO_WRITE);
        assertThat(cookie.enabled()).isFalse();
        cookie.unuse(null, null);
        await().until(() -> node.count(Unuse.class) == 1);
    }

    @Test
    void aMarkIsGivenBackAlsoWhenAFenceHasMadeTheCookieQuiescent() throws Exception {
        try (var quick = connect(java.time.Duration.ofMillis(300), 1, node)) {
            cookie = quick.acquireVolume("vol2", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            cookie.use(false);
            cookie.beginRead().close();
            cookie.unuse(null, null);
            node.push(70, node.changeVolume("vol2"));
            await().until(() -> node.count(Unuse.class) == 1);
        }
    }

    @Test
    void row07AReadersMarkIsGivenBackAgainUntilThatIsKnown() throws Exception {
        AtomicInteger refused = new AtomicInteger();
        node.script = (link, id, frame) -> {
            boolean first = frame instanceof Unuse && refused.getAndIncrement() == 0;
            if (first) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.OVER_LIMIT, "busy"), null);
            }
            return first;
        };
        cookie.use(false);
        cookie.beginRead().close();
        cookie.unuse(null, null);
        cookie.relinquish(false);
        await().until(() -> node.count(Unuse.class) == 2);
        List<Unuse> sent = only(Unuse.class, node.received);
        assertThat(sent.get(0).marks()).singleElement().matches(mark -> !mark.modified());
        assertThat(sent.get(1)).isEqualTo(sent.get(0));
    }

    @Test
    void row08AMarkThatALateLookUpMakesAfterItWasGivenBackIsGivenBackAgain() throws Exception {
        // Given: a cookie that is given back while its look-up is on its way.
        Held held = new Held(Use.class);
        node.script = held;
        cookie.use(true);
        await().until(() -> held.count() == 1);
        cookie.unuse(null, null);
        cookie.relinquish(false);
        await().until(() -> node.count(Unuse.class) == 1);
        // When: the node comes to it only then.
        held.release();
        // Then: no mark stays.
        await().until(() -> node.count(Unuse.class) == 2);
        List<Unuse> sent = only(Unuse.class, node.received);
        Unuse.Mark last = sent.get(1).marks().get(0);
        assertThat(last.modified()).isTrue();
        assertThat(last.cookie()).isEqualTo(sent.get(0).marks().get(0).cookie());
        // Under the sequence of that look-up, so that the mark of a later one is left alone.
        assertThat(last.sequence())
                .isEqualTo(only(Use.class, node.received).get(0).sequence());
    }

    @Test
    void row18TheMarkOfAnObjectThatIsOffGoesBeforeTheLookUpOfTheNextUse() throws Exception {
        fill();
        cookie.invalidate(AUX, SIZE, Set.of(InvalidateFlag.DIO_WRITE))
                .toCompletableFuture()
                .get(10, TimeUnit.SECONDS);
        assertThat(readError().reason()).isEqualTo(Reason.DISABLED_BY_DIO_WRITE);
        // When it is opened again at once
        cookie.unuse(null, null);
        cookie.use(false);
        assertThat(readError().reason()).isEqualTo(Reason.DISABLED_BY_DIO_WRITE);
        // Then the cluster has heard before that nobody used it
        List<Frame> asked = node.received.stream()
                .filter(frame -> frame instanceof Use || frame instanceof Unuse)
                .toList();
        assertThat(asked.get(asked.size() - 2)).isInstanceOf(Unuse.class);
        assertThat(asked.get(asked.size() - 1)).isInstanceOf(Use.class);
    }

    @Test
    void row18TheMarkOfAnObjectThatSomebodyElseMayHaveTurnedOffIsGivenBackAtTheLastUnuse() throws Exception {
        fill();
        node.push(71, node.changeVolume("vol"));
        await().until(() -> cookie.state() instanceof CookieState.Quiescent);
        cookie.unuse(null, null);
        // The client's time stands still: no LRU delay has passed.
        await().until(() -> node.count(Unuse.class) == 1);
    }

    @Test
    void row18AThousandMarksThatGoAtOnceAreFewFramesAndNoneIsLost() throws Exception {
        // Given many objects that are in use, which somebody else may have turned off
        List<Cookie> cookies = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Cookie one = volume.acquireCookie(Set.of(), new byte[] {9, (byte) (i >> 8), (byte) i}, AUX, SIZE);
            one.use(false);
            one.beginRead().close();
            cookies.add(one);
        }
        node.push(71, node.changeVolume("vol"));
        await().until(() -> cookies.stream().allMatch(one -> one.state() instanceof CookieState.Quiescent));
        // When all are closed before the node answers
        Held held = new Held(Unuse.class);
        node.script = held;
        for (Cookie one : cookies) {
            one.unuse(null, null);
        }
        // Then each mark is given back, most of them together
        await().until(() -> only(Unuse.class, node.received).stream()
                        .mapToInt(unuse -> unuse.marks().size())
                        .sum()
                == 1000);
        assertThat(node.count(Unuse.class)).isLessThan(2 * ClientLimits.MAX_UNUSE_NOW);
        held.release();
    }

    @Test
    void row08AMarkThatALateLookUpMakesWhileThereIsALaterOneGoesWithThat() throws Exception {
        try (var quick = connect(java.time.Duration.ZERO, 1, node)) {
            // Given: a modifier's look-up that is on its way while the mark is given back, and taken again by a reader.
            cookie = quick.acquireVolume("vol3", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            Held held = new Held(Use.class);
            node.script = held;
            cookie.use(true);
            await().until(() -> held.count() == 1);
            cookie.unuse(null, null);
            await().until(() -> node.count(Unuse.class) == 1);
            cookie.use(false);
            await().until(() -> held.count() == 2);
            held.release();
            cookie.beginRead().close();
            // When: the reader gives its mark back.
            cookie.unuse(null, null);
            await().until(() -> node.count(Unuse.class) == 2);
            // Then: the node is told that there may be a modifier's.
            assertThat(only(Unuse.class, node.received).get(1).marks())
                    .singleElement()
                    .matches(Unuse.Mark::modified);
        }
    }
}
