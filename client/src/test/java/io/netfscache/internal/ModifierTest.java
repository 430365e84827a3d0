package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.netfscache.Advice;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.FsCache;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.Write;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows 5 to 9 and 14 for who changes the contents (COHERENCE 6). */
@Timeout(60)
final class ModifierTest extends ClientFixture {
    private static final CookieId ID = CookieId.of("vol", KEY);

    /** The bytes are in the cache, and a modifier has the cookie. */
    private void fillAndModify() throws CacheException {
        fill();
        cookie.use(true);
    }

    private byte[] changed(int from, int to) {
        Arrays.fill(contents, from, to, (byte) 0x77);
        return Arrays.copyOfRange(contents, from, to);
    }

    private List<Change> modifications() {
        return only(Change.class, node.received).stream()
                .filter(change -> change.kind() == Change.Kind.MODIFY)
                .toList();
    }

    private Change lastChange() {
        List<Change> all = only(Change.class, node.received);
        return all.get(all.size() - 1);
    }

    private static CacheException failure(CompletableFuture<CacheException> io) throws Exception {
        return io.get(10, TimeUnit.SECONDS);
    }

    private CacheException writeError(CacheOperation operation, int position, int bytes) {
        return catchThrowableOfType(CacheException.class, () -> operation.write(position, ByteBuffer.allocate(bytes)));
    }

    @Test
    void row14AWriteDropsItsBlocksEverywhereAndIsStoredUnderTheGenerationThatMakes() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            ObjectGeneration base = operation.generation();
            // When: two blocks in one call
            operation.write(4096, ByteBuffer.wrap(changed(4096, 3 * 4096)));
            // Then
            assertThat(modifications()).singleElement().satisfies(change -> {
                assertThat(change.base()).isEqualTo(base);
                assertThat(change.range()).isEqualTo(new ByteRange(4096, 3 * 4096));
                assertThat(change.keepAux()).isTrue();
            });
            assertThat(operation.generation()).isEqualTo(node.generation(ID)).isNotEqualTo(base);
            assertThat(only(Write.class, node.received)).last().satisfies(write -> {
                assertThat(write.modified()).isTrue();
                assertThat(write.generation()).isEqualTo(operation.generation());
            });
            assertThat(operation.isCurrent()).isTrue();
        }
        assertThat(read()).isEqualTo(contents);
        assertThat(cookie.state()).isInstanceOf(CookieState.Active.class);
    }

    @Test
    void row16ACommitOfARangeTellsAllInOneChangeAndTheBytesFollow() throws Exception {
        fillAndModify();
        byte[] newAux = {9};
        try (CacheOperation operation = cookie.beginWrite()) {
            // When: bytes of the first two blocks have been changed at the origin
            byte[] bytes = changed(0, 2 * 4096);
            assertThat(operation.commit(new ByteRange(10, 5000), newAux, SIZE)).isTrue();
            // Then
            assertThat(only(Change.class, node.received)).singleElement().satisfies(change -> {
                assertThat(change.kind()).isEqualTo(Change.Kind.MODIFY);
                assertThat(change.range()).isEqualTo(new ByteRange(0, 2 * 4096));
                assertThat(change.aux().toArray()).isEqualTo(newAux);
                assertThat(change.keepAux()).isFalse();
            });
            assertThat(operation.isCurrent()).isTrue();
            assertThat(operation.aux().toArray()).isEqualTo(newAux);
            operation.write(0, ByteBuffer.wrap(bytes));
            assertThat(operation.isCurrent()).isTrue();
        }
        assertThat(only(Change.class, node.received)).hasSize(1);
        assertThat(read()).isEqualTo(contents);
        assertThat(node.count(Use.class)).as("look-ups").isEqualTo(2);
    }

    @Test
    void row16ACommitOfARangeThatChangesTheSizeDropsWhatLiesBeyond() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            assertThat(operation.commit(new ByteRange(0, 1), AUX, 5000)).isTrue();
            assertThat(operation.objectSize()).isEqualTo(5000);
        }
        assertThat(modifications()).singleElement().extracting(Change::range).isEqualTo(ByteRange.ALL);
    }

    @Test
    void row16ACommitOfARangeOfAnObjectThatSomebodyElseHasChangedDropsAllOfIt() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            node.script = (link, id, frame) -> {
                if (!(frame instanceof Change change) || change.kind() != Change.Kind.MODIFY) {
                    return false;
                }
                link.send(id, new ErrorReply(ErrorCode.ESTALE, Reason.WRONG_GENERATION, "changed"), null);
                return true;
            };
            assertThat(operation.commit(new ByteRange(0, 1), AUX, SIZE)).isFalse();
            assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE);
            assertThat(operation.isCurrent()).isFalse();
        }
        assertThat(readError()).isInstanceOf(MissingDataException.class);
    }

    @Test
    void row16ACommitOfARangeWithoutCoherencyDataDoesNotBringBackTheSizeOfBefore() throws Exception {
        fillAndModify();
        byte[] newAux = {9};
        try (CacheOperation operation = cookie.beginWrite()) {
            // Given: somebody else has made it longer
            node.push(0, node.change("vol", KEY, newAux, SIZE + 100));
            await().until(() -> !operation.isCurrent());
            // When
            assertThat(operation.commit(new ByteRange(0, 1), null, SIZE)).isFalse();
        }
        // Then
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE);
        assertThat(lastChange().objectSize()).isEqualTo(SIZE + 100);
    }

    @Test
    void row16ACommitOfARangeKeepsNothingWhenMoreWasWrittenThanTheCacheWasTold() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            // Given: a write that could not be told
            assertThat(writeError(operation, 1, 4096).code()).isEqualTo(ErrorCode.EINVAL);
            assertThat(operation.commit(new ByteRange(3 * 4096, SIZE), AUX, SIZE))
                    .isFalse();
        }
        assertThat(modifications()).isEmpty();
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE);
    }

    @Test
    void row14SeveralWritesThroughOneOperationFollowEachOther() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            AtomicInteger ended = new AtomicInteger();
            for (int at = 0; at < SIZE; at += 4096) {
                byte[] bytes = changed(at, Math.min(SIZE, at + 4096));
                operation.write(at, ByteBuffer.wrap(bytes), (n, error, async) -> {
                    assertThat(error).isNull();
                    ended.addAndGet(n);
                });
            }
            await().until(() -> ended.get() == SIZE);
        }
        assertThat(modifications()).hasSize(4);
        assertThat(modifications().get(3).range()).isEqualTo(new ByteRange(3 * 4096, 4 * 4096));
        assertThat(read()).isEqualTo(contents);
        assertThat(node.count(Use.class)).as("look-ups").isEqualTo(2);
    }

    @Test
    void row14MoreWritesThanMayWaitAreRefused() throws Exception {
        fillAndModify();
        Held changes = new Held(Change.class);
        node.script = changes;
        AtomicInteger refused = new AtomicInteger();
        AtomicInteger written = new AtomicInteger();
        try (CacheOperation operation = cookie.beginWrite()) {
            for (int i = 0; i < ClientLimits.MAX_WAITING_WRITES + 3; i++) {
                operation.write(0, ByteBuffer.allocate(4096), (n, error, async) -> {
                    (error == null ? written : refused).incrementAndGet();
                    assertThat(error == null || error.reason() == Reason.OVER_LIMIT)
                            .isTrue();
                });
            }
            assertThat(refused).hasValue(3);
            changes.release();
            await().until(() -> written.get() == ClientLimits.MAX_WAITING_WRITES);
        }
    }

    @Test
    void row14IoOfOthersEndsWithEstaleAndBeginWaits() throws Exception {
        fillAndModify();
        CacheOperation writer = cookie.beginWrite();
        CacheOperation other = cookie.beginWrite();
        Held changes = new Held(Change.class);
        node.script = changes;
        CompletableFuture<CacheException> write = new CompletableFuture<>();
        writer.write(0, ByteBuffer.wrap(changed(0, 4096)), (n, error, async) -> write.complete(error));
        await().until(() -> changes.count() == 1);
        // Then
        assertThat(cookie.state()).isEqualTo(new CookieState.Invalidating());
        assertThat(catchThrowableOfType(
                                CacheException.class, () -> other.read(0, ByteBuffer.allocate(1), ReadHole.FAIL))
                        .code())
                .isEqualTo(ErrorCode.ESTALE);
        assertThat(writeError(other, 4096, 4096).code()).isEqualTo(ErrorCode.ESTALE);
        CompletableFuture<byte[]> reader = CompletableFuture.supplyAsync(() -> {
            try {
                return read();
            } catch (CacheException e) {
                throw new IllegalStateException(e);
            }
        });
        assertThat(reader).isNotDone();
        changes.release();
        assertThat(failure(write)).isNull();
        assertThat(reader.get(10, TimeUnit.SECONDS)).isEqualTo(contents);
    }

    @Test
    void row14ABaseThatIsNotCurrentIsEstaleAndNothingIsStored() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            node.change("vol", KEY, AUX, SIZE);
            long writes = node.count(Write.class);
            CacheException error = writeError(operation, 0, 4096);
            assertThat(error.code()).isEqualTo(ErrorCode.ESTALE);
            assertThat(error.reason()).isEqualTo(Reason.WRONG_GENERATION);
            assertThat(modifications()).hasSize(1);
            assertThat(node.count(Write.class)).isEqualTo(writes);
        }
        try (CacheOperation again = cookie.beginWrite()) {
            again.write(0, ByteBuffer.allocate(4096));
        }
    }

    /** Pushes the fence of each modification before or behind its answer. */
    private void pushFences(boolean first) {
        node.script = (link, id, frame) -> {
            if (!(frame instanceof Change change) || change.kind() != Change.Kind.MODIFY) {
                return false;
            }
            AtomicReference<Frame> reply = new AtomicReference<>();
            Fence fence = node.modify(change, reply::set);
            if (first) {
                link.send(50, fence, null);
            }
            link.send(id, reply.get(), null);
            if (!first) {
                link.send(51, fence, null);
            }
            return true;
        };
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void row14TheFenceMayComeBeforeOrBehindTheAnswer(boolean first) throws Exception {
        fillAndModify();
        cookie.beginWrite().close();
        pushFences(first);
        long uses = node.count(Use.class);
        try (CacheOperation operation = cookie.beginWrite()) {
            operation.write(0, ByteBuffer.wrap(changed(0, 4096)));
            await().until(() -> node.count(FenceAck.class) == 1);
            operation.write(4096, ByteBuffer.wrap(changed(4096, 8192)));
            await().until(() -> node.count(FenceAck.class) == 2);
            byte[] newAux = {9};
            assertThat(operation.commit(new ByteRange(8192, 8193), newAux, SIZE - 100))
                    .isTrue();
            await().until(() -> node.count(FenceAck.class) == 3);
            assertThat(operation.isCurrent()).isTrue();
            assertThat(operation.aux().toArray()).isEqualTo(newAux);
            operation.write(8192, ByteBuffer.wrap(changed(8192, SIZE - 100)));
        }
        try (CacheOperation operation = cookie.beginRead()) {
            assertThat(operation.objectSize()).isEqualTo(SIZE - 100);
            ByteBuffer into = ByteBuffer.allocate(SIZE - 100);
            operation.read(0, into, ReadHole.FAIL);
            assertThat(into.array()).isEqualTo(Arrays.copyOf(contents, SIZE - 100));
        }
        assertThat(node.count(Use.class)).isEqualTo(uses);
    }

    @Test
    void row14AModificationOfUnknownOutcomeBecomesAnInvalidation() throws Exception {
        fillAndModify();
        CacheOperation operation = cookie.beginWrite();
        node.script = (link, id, frame) -> {
            if (frame instanceof Change) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
                return true;
            }
            return false;
        };
        CompletableFuture<CacheException> write = new CompletableFuture<>();
        operation.write(0, ByteBuffer.allocate(4096), (n, error, async) -> write.complete(error));
        await().until(() -> modifications().size() >= 2);
        clock.advance(Limits.INVALIDATE_DEADLINE);
        assertThat(failure(write).code()).isEqualTo(ErrorCode.ETIMEDOUT);
        // When: the cluster is well again, nothing is read before the old bytes are gone for sure.
        node.script = (link, id, frame) -> false;
        clock.advance(ClientLimits.LOOKUP_RETRY);
        await().ignoreExceptions().until(() -> readError() instanceof MissingDataException);
        assertThat(((MissingDataException) readError()).missing()).containsExactly(new ByteRange(0, SIZE));
        assertThat(only(Change.class, node.received))
                .anyMatch(change -> change.kind() == Change.Kind.INVALIDATE && change.keepAux());
    }

    @Test
    void row14ARangeThatIsNoneIsEinvalAndSaysWhy() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            assertThat(writeError(operation, 1, 4096)).hasMessageContaining("multiple of 4096");
            assertThat(writeError(operation, 0, 100)).hasMessageContaining("multiple of 4096");
            assertThat(writeError(operation, -4096, 4096).code()).isEqualTo(ErrorCode.EINVAL);
            assertThat(writeError(operation, 3 * 4096, 4096)).hasMessageContaining("resize it first");
            assertThat(writeError(operation, 1 << 20, 4096)).hasMessageContaining("resize it first");
            assertThat(operation.write(0, ByteBuffer.allocate(0))).isZero();
            assertThat(operation.write(3 * 4096, ByteBuffer.allocate(100))).isEqualTo(100);
        }
        assertThat(modifications()).hasSize(1);
    }

    @Test
    void row16WhatAModifierWroteStaysWithTheNewCoherencyData() throws Exception {
        fillAndModify();
        write(changed(0, SIZE));
        cookie.unuse(new byte[] {8}, (long) SIZE);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.UPDATE);
        assertThat(read()).isEqualTo(contents);
        cookie.unuse(null, null);
    }

    @Test
    void row16AWriteThatTheCacheWasNotToldOfIsNotPassedOffAsNewCoherencyData() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            node.push(60, node.change("vol", KEY, AUX, SIZE));
            await().until(() -> node.count(FenceAck.class) == 1);
            assertThat(writeError(operation, 0, 4096).code()).isEqualTo(ErrorCode.ESTALE);
        }
        cookie.update(new byte[] {8}, null);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE);
        // Told once, that is over.
        cookie.update(new byte[] {9}, null);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.UPDATE);
    }

    @Test
    void row07AWriteThatTheCacheWasNotToldOfIsInvalidatedAtTheEndWithoutCoherencyDataToo() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            node.push(60, node.change("vol", KEY, AUX, SIZE));
            await().until(() -> node.count(FenceAck.class) == 1);
            assertThat(writeError(operation, 0, 4096).code()).isEqualTo(ErrorCode.ESTALE);
        }
        cookie.unuse(null, null);
        await().untilAsserted(() -> assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE));
        assertThat(lastChange().keepAux()).isTrue();
    }

    @Test
    void row16AWriteThatIsDoneAgainHasBeenTold() throws Exception {
        fillAndModify();
        try (CacheOperation operation = cookie.beginWrite()) {
            node.push(60, node.change("vol", KEY, AUX, SIZE));
            await().until(() -> node.count(FenceAck.class) == 1);
            assertThat(writeError(operation, 4096, 4096).code()).isEqualTo(ErrorCode.ESTALE);
        }
        try (CacheOperation again = cookie.beginWrite()) {
            again.write(4096, ByteBuffer.allocate(4096));
        }
        cookie.update(new byte[] {8}, null);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.UPDATE);
    }

    @Test
    void row16AModifierThatCouldNotBeginHasNotTold() throws Exception {
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
                return true;
            }
            return false;
        };
        cookie.use(true);
        assertThat(catchThrowableOfType(CacheException.class, cookie::beginWrite))
                .isNotNull();
        node.script = (link, id, frame) -> false;
        clock.advance(ClientLimits.LOOKUP_RETRY);
        cookie.unuse(new byte[] {8}, null);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE);
    }

    @Test
    void row05WriteNocacheRefusesWritesAndItsUpdateInvalidates() throws Exception {
        cookie.relinquish(false);
        cookie = volume.acquireCookie(Set.of(Advice.WRITE_NOCACHE), KEY, AUX, SIZE);
        // Given: fills are stored.
        fill();
        cookie.use(true);
        try (CacheOperation operation = cookie.beginWrite()) {
            CacheException error = writeError(operation, 0, 4096);
            assertThat(error.code()).isEqualTo(ErrorCode.ENOBUFS);
            assertThat(error.reason()).isEqualTo(Reason.WRITE_NOCACHE);
        }
        assertThat(cache.stats().notCached()).containsKey("WRITE_NOCACHE");
        assertThat(modifications()).isEmpty();
        cookie.unuse(AUX, (long) SIZE);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.INVALIDATE);
        assertThat(readError()).isInstanceOf(MissingDataException.class);
        cookie.unuse(null, null);
    }

    private void assertMarkedBeforeTheFirstWrite() throws CacheException {
        cookie.beginWrite().close();
        assertThat(only(Use.class, node.received)).last().matches(Use::willModify);
    }

    @Test
    void row06AModifierIsMarkedWhenTheCookieIsActive() throws Exception {
        fill();
        cookie.use(true);
        assertMarkedBeforeTheFirstWrite();
    }

    @Test
    void row06AModifierIsMarkedThatComesDuringAnInvalidation() throws Exception {
        fill();
        Held changes = new Held(Change.class);
        node.script = changes;
        CompletableFuture<Void> done = startInvalidation();
        await().until(() -> changes.count() == 1);
        cookie.use(true);
        changes.release();
        done.get(10, TimeUnit.SECONDS);
        assertMarkedBeforeTheFirstWrite();
    }

    @Test
    void row06AModifierIsMarkedThatComesAfterAFailure() throws Exception {
        node.script = (link, id, frame) -> {
            if (frame instanceof Use) {
                link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
                return true;
            }
            return false;
        };
        cookie.use(false);
        await().until(() -> cookie.state() instanceof CookieState.Failed);
        cookie.use(true);
        assertThat(catchThrowableOfType(CacheException.class, cookie::beginWrite)
                        .reason())
                .isEqualTo(Reason.NO_QUORUM);
        node.script = (link, id, frame) -> false;
        clock.advance(ClientLimits.LOOKUP_RETRY);
        assertMarkedBeforeTheFirstWrite();
    }

    @Test
    void row06AModifierIsMarkedThatComesWhileTheMarkIsGivenBack() throws Exception {
        try (FsCache quick = connect(Duration.ofMillis(1), 1, node)) {
            cookie = quick.acquireVolume("vol2", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            cookie.use(false);
            cookie.beginRead().close();
            cookie.unuse(null, null);
            await().until(() -> cookie.state() instanceof CookieState.LruDiscarding
                    || cookie.state() instanceof CookieState.Quiescent);
            cookie.use(true);
            assertMarkedBeforeTheFirstWrite();
        }
    }

    @Test
    void row07AModifierThatComesBackWithinTheLruDelayNeedsNoRoundTrip() throws Exception {
        cookie.use(true);
        cookie.beginWrite().close();
        cookie.unuse(null, null);
        cookie.use(true);
        cookie.beginWrite().close();
        assertThat(node.count(Use.class)).isEqualTo(1);
    }

    @Test
    void row07AModifiersMarkIsGivenBackAsSuchAndAgainUntilThatIsKnown() throws Exception {
        try (FsCache quick = connect(Duration.ofMillis(1), 1, node)) {
            cookie = quick.acquireVolume("vol2", "", new byte[0]).acquireCookie(Set.of(), KEY, AUX, SIZE);
            AtomicInteger refused = new AtomicInteger();
            node.script = (link, id, frame) -> {
                if (frame instanceof Unuse && refused.getAndIncrement() == 0) {
                    link.send(id, new ErrorReply(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "none"), null);
                    return true;
                }
                return false;
            };
            cookie.use(true);
            cookie.beginWrite().close();
            cookie.unuse(null, null);
            await().until(() -> node.count(Unuse.class) == 2);
            List<Unuse> sent = only(Unuse.class, node.received);
            assertThat(sent.get(0).marks()).singleElement().matches(Unuse.Mark::modified);
            assertThat(sent.get(1)).isEqualTo(sent.get(0));
        }
    }

    @Test
    void row09ResizeShrinksGrowsAndLooksAtItsArgument() throws Exception {
        assertThat(catchThrowableOfType(IllegalStateException.class, () -> cookie.resize(1)))
                .isNotNull();
        fillAndModify();
        assertThat(catchThrowableOfType(CacheException.class, () -> cookie.resize(-1))
                        .code())
                .isEqualTo(ErrorCode.EINVAL);
        cookie.resize(5000);
        assertThat(lastChange().kind()).isEqualTo(Change.Kind.UPDATE);
        assertThat(lastChange().keepAux()).isTrue();
        assertThat(cookie.objectSize()).isEqualTo(5000);
        cookie.resize(SIZE);
        try (CacheOperation operation = cookie.beginRead()) {
            ByteBuffer into = ByteBuffer.allocate(SIZE);
            assertThat(operation.read(0, into, ReadHole.CLEAR)).isEqualTo(SIZE);
            byte[] expected = Arrays.copyOf(Arrays.copyOf(contents, 4096), SIZE);
            assertThat(into.array()).isEqualTo(expected);
        }
        long changes = node.count(Change.class);
        cookie.resize(SIZE);
        assertThat(node.count(Change.class)).isEqualTo(changes);
    }

    @Test
    void aWriteIsLargerThanOneFrame() throws Exception {
        int size = 3 * Limits.MAX_IO_BYTES + 5;
        Cookie large = volume.acquireCookie(Set.of(), new byte[] {5}, AUX, size);
        large.use(true);
        try (CacheOperation operation = large.beginWrite()) {
            assertThat(operation.write(0, ByteBuffer.allocate(size))).isEqualTo(size);
        }
        assertThat(modifications()).hasSize(1);
        assertThat(only(Write.class, node.received)).hasSize(4).allMatch(Write::modified);
    }
}
