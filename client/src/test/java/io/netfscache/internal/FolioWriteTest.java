package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.AddressSpace;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.Folio;
import io.netfscache.netfs.HeapFolio;
import io.netfscache.netfs.HeapMapping;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.Write;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** FSCACHE rows 23 to 25: folios on their way to the cache. */
@Timeout(60)
final class FolioWriteTest extends ClientFixture {
    private static final CookieId ID = CookieId.of("vol", KEY);
    private static final int BLOCK = 4096;

    private final HeapMapping mapping = new HeapMapping();

    /** How a write ended: once. */
    private record End(int written, @Nullable CacheException error, boolean async, boolean anyMark) {}

    private ObjectGeneration capture() throws CacheException {
        try (CacheOperation operation = cookie.beginWrite()) {
            return operation.generation();
        }
    }

    /** A marked folio of the file's bytes from there on. */
    private HeapFolio marked(int start, int length, ObjectGeneration generation) {
        HeapFolio folio = new HeapFolio(start, length, generation);
        folio.put(0, ByteBuffer.wrap(contents, start, length));
        folio.startFscache();
        mapping.add(folio);
        return folio;
    }

    private CompletableFuture<End> start(long start, long length, long iSize, boolean caching) {
        CompletableFuture<End> end = new CompletableFuture<>();
        AtomicInteger told = new AtomicInteger();
        cookie.writeToCache(
                mapping,
                start,
                length,
                iSize,
                (written, error, async) -> {
                    boolean marks = mapping.folios(0, SIZE).stream().anyMatch(Folio::isFscache);
                    if (told.incrementAndGet() > 1) {
                        throw new AssertionError("told twice");
                    }
                    end.complete(new End(written, error, async, marks));
                },
                caching);
        return end;
    }

    private static End end(CompletableFuture<End> write) throws Exception {
        return write.get(10, TimeUnit.SECONDS);
    }

    private ErrorCode refusal(long start, long length, long iSize) throws Exception {
        End end = end(start(start, length, iSize, true));
        assertThat(end.anyMark()).isFalse();
        assertThat(end.error()).isNotNull();
        return end.error().code();
    }

    private List<Change> changes(Change.Kind kind) {
        return only(Change.class, node.received).stream()
                .filter(change -> change.kind() == kind)
                .toList();
    }

    @Test
    void foliosOfOneWhoReadsAreAFillAndTheirMarksAreGoneWhenItIsTold() throws Exception {
        cookie.use(false);
        ObjectGeneration captured = capture();
        HeapFolio one = marked(0, 2 * BLOCK, captured);
        marked(2 * BLOCK, SIZE - 2 * BLOCK, captured);

        End end = end(start(0, SIZE, SIZE, true));

        assertThat(end).isEqualTo(new End(SIZE, null, true, false));
        assertThat(read()).isEqualTo(contents);
        assertThat(changes(Change.Kind.MODIFY)).isEmpty();
        assertThat(one.generation()).isEqualTo(captured);
    }

    @Test
    void foliosOfAModifierAreOneChangeAfterTheOther() throws Exception {
        fill();
        cookie.use(true);
        ObjectGeneration captured = capture();
        Arrays.fill(contents, (byte) 'm');
        HeapFolio one = marked(0, BLOCK, captured);
        HeapFolio two = marked(2 * BLOCK, BLOCK, captured);

        CompletableFuture<End> first = start(0, BLOCK, SIZE, true);
        CompletableFuture<End> second = start(2 * BLOCK, BLOCK, SIZE, true);

        assertThat(end(first).written()).isEqualTo(BLOCK);
        assertThat(end(second).error())
                .as("was captured before the first, which changed another range")
                .isNull();
        assertThat(changes(Change.Kind.MODIFY))
                .extracting(Change::range)
                .containsExactly(new ByteRange(0, BLOCK), new ByteRange(2 * BLOCK, 3 * BLOCK));
        assertThat(two.generation()).isEqualTo(node.generation(ID)).isNotEqualTo(captured);

        // And again, under what has been stored
        one.startFscache();
        assertThat(end(start(0, BLOCK, SIZE, true)).error()).isNull();
        assertThat(read()).startsWith(Arrays.copyOf(contents, BLOCK));
    }

    @Test
    void whatWasCapturedBeforeAnotherClientChangedItIsStaleAndNotStored() throws Exception {
        fill();
        cookie.use(true);
        marked(0, BLOCK, capture());
        long writes = node.count(Write.class);
        node.push(60, node.change("vol", KEY, AUX, SIZE));
        await().until(() -> node.count(FenceAck.class) == 1);

        assertThat(refusal(0, BLOCK, SIZE)).isEqualTo(ErrorCode.ESTALE);

        assertThat(node.count(Write.class)).isEqualTo(writes);
        // The origin has other bytes than the cache: they are not passed off as those of new coherency data.
        cookie.update(new byte[] {8}, null);
        assertThat(changes(Change.Kind.UPDATE)).isEmpty();
        assertThat(changes(Change.Kind.INVALIDATE)).hasSize(1);
    }

    @Test
    void whatWasCapturedBeforeAnotherClientChangedSomethingElseIsStored() throws Exception {
        fill();
        cookie.use(true);
        HeapFolio folio = marked(0, BLOCK, capture());
        node.push(60, node.update("vol", KEY, AUX, SIZE));
        await().until(() -> node.count(FenceAck.class) == 1);

        assertThat(end(start(0, BLOCK, SIZE, true)).error()).isNull();

        assertThat(folio.generation()).isEqualTo(node.generation(ID));
    }

    @Test
    void aChangeOfAnotherClientElsewhereThatComesInBetweenBeginsItAnew() throws Exception {
        fill();
        cookie.use(true);
        marked(0, BLOCK, capture());
        AtomicInteger modifications = new AtomicInteger();
        node.script = (link, id, frame) -> {
            boolean first = frame instanceof Change && modifications.getAndIncrement() == 0;
            if (first) {
                // Their fence is behind the refusal that it is the reason of.
                Fence fence = node.update("vol", KEY, AUX, SIZE);
                link.send(id, new ErrorReply(ErrorCode.ESTALE, Reason.WRONG_GENERATION, "changed"), null);
                link.send(61, fence, null);
            }
            return first;
        };

        End end = end(start(0, BLOCK, SIZE, true));

        assertThat(end.error()).isNull();
        assertThat(modifications).hasValue(2);
    }

    @Test
    void itWaitsForTheLookUpWithoutHoldingItsCaller() throws Exception {
        Held looksUp = new Held(Use.class);
        node.script = looksUp;
        cookie.use(false);
        marked(0, BLOCK, new ObjectGeneration(new Generation(9, 9), new Generation(9, 9)));

        CompletableFuture<End> write = start(0, BLOCK, SIZE, true);

        await().until(() -> looksUp.count() == 1);
        assertThat(write).isNotDone();
        assertThat(mapping.folios(0, BLOCK)).allMatch(Folio::isFscache);
        looksUp.release();
        End end = end(write);
        assertThat(end.async()).isTrue();
        assertThat(end.error().code()).as("captured from nowhere").isEqualTo(ErrorCode.ESTALE);
    }

    @Test
    void theWaitForALookUpEnds() throws Exception {
        Held looksUp = new Held(Use.class);
        node.script = looksUp;
        cookie.use(true);
        marked(0, BLOCK, ObjectGeneration.NONE);

        CompletableFuture<End> write = start(0, BLOCK, SIZE, true);
        await().until(() -> looksUp.count() == 1);

        End end = end(write);
        assertThat(end.error().code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(end.error().reason()).isEqualTo(Reason.DEADLINE);
        assertThat(end.anyMark()).isFalse();
        looksUp.release();
    }

    @Test
    void whatIsNoWriteIsEinvalAndLosesItsMarks() throws Exception {
        fill();
        ObjectGeneration captured = capture();
        HeapFolio one = marked(0, BLOCK, captured);
        HeapFolio three = marked(2 * BLOCK, BLOCK, captured);
        assertThat(refusal(0, 3 * BLOCK, SIZE)).as("a gap").isEqualTo(ErrorCode.EINVAL);
        one.startFscache();
        assertThat(refusal(0, 2 * BLOCK, SIZE)).as("a gap at the end").isEqualTo(ErrorCode.EINVAL);
        assertThat(three.isFscache()).isFalse();
        assertThat(refusal(0, BLOCK, SIZE)).as("not marked").isEqualTo(ErrorCode.EINVAL);
        one.startFscache();
        assertThat(refusal(0, BLOCK, SIZE + 1)).as("another size").isEqualTo(ErrorCode.EINVAL);
        one.startFscache();
        assertThat(refusal(0, 100, SIZE)).as("a part of a block").isEqualTo(ErrorCode.EINVAL);
        one.startFscache();
        assertThat(refusal(1, BLOCK, SIZE)).as("misaligned").isEqualTo(ErrorCode.EINVAL);
        marked(0, 2 * BLOCK, captured);
        assertThat(refusal(0, BLOCK, SIZE)).as("reaches out").isEqualTo(ErrorCode.EINVAL);
        assertThat(refusal(0, 0, SIZE)).as("empty").isEqualTo(ErrorCode.EINVAL);
        assertThat(refusal(-4096, 4096, SIZE)).as("negative").isEqualTo(ErrorCode.EINVAL);
        assertThat(refusal(4 * BLOCK, BLOCK, SIZE)).as("beyond the end").isEqualTo(ErrorCode.EINVAL);
        assertThat(refusal(0, 1L << 40, Long.MAX_VALUE)).as("too long").isEqualTo(ErrorCode.EINVAL);
    }

    /** What a filesystem does wrong ends in an error, and not in a wait without end. */
    @Test
    void aFolioThatFailsToTellItsBytesIsToldAndLosesItsMark() throws Exception {
        cookie.use(false);
        HeapFolio folio = marked(0, SIZE, capture());
        Folio failing = (Folio) Proxy.newProxyInstance(
                Folio.class.getClassLoader(), new Class<?>[] {Folio.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("bytes")) {
                        throw new IllegalStateException("no bytes");
                    }
                    return method.invoke(folio, arguments);
                });
        for (Cookie one : List.of(cookie, Cookie.none())) {
            CompletableFuture<@Nullable CacheException> told = new CompletableFuture<>();
            AddressSpace space = (start, length) -> {
                if (one == Cookie.none()) {
                    throw new IllegalStateException("no folios");
                }
                return List.of(failing);
            };
            one.writeToCache(space, 0, SIZE, SIZE, (written, error, async) -> told.complete(error), true);
            assertThat(told.get(10, TimeUnit.SECONDS)).isNotNull();
        }
        folio.awaitFscache();
    }

    @Test
    void foliosOfNoGenerationAreNeverStored() throws Exception {
        fill();
        marked(0, BLOCK, ObjectGeneration.NONE);

        assertThat(refusal(0, BLOCK, SIZE)).isEqualTo(ErrorCode.ESTALE);
    }

    @Test
    void withoutCachingNothingIsDoneButTold() throws Exception {
        fill();
        cookie.use(true);
        HeapFolio one = marked(0, BLOCK, capture());

        End end = end(start(0, BLOCK, SIZE, false));

        assertThat(end.error().code()).isEqualTo(ErrorCode.ENOBUFS);
        assertThat(end.async()).isFalse();
        assertThat(one.isFscache()).isTrue();
        assertThat(changes(Change.Kind.MODIFY)).isEmpty();
        // The modifier's bytes may be other ones.
        cookie.update(new byte[] {8}, null);
        assertThat(changes(Change.Kind.UPDATE)).isEmpty();
    }

    @Test
    void moreThanMayWaitAreRefused() throws Exception {
        fill();
        cookie.use(true);
        ObjectGeneration captured = capture();
        Held held = new Held(Change.class);
        node.script = held;
        List<CompletableFuture<End>> writes = new ArrayList<>();
        for (int i = 0; i <= ClientLimits.MAX_WAITING_WRITES; i++) {
            HeapMapping own = new HeapMapping();
            HeapFolio folio = new HeapFolio(0, BLOCK, captured);
            folio.startFscache();
            own.add(folio);
            CompletableFuture<End> end = new CompletableFuture<>();
            cookie.writeToCache(
                    own,
                    0,
                    BLOCK,
                    SIZE,
                    (written, error, async) -> end.complete(new End(written, error, async, folio.isFscache())),
                    true);
            writes.add(end);
        }

        End refused = end(writes.get(ClientLimits.MAX_WAITING_WRITES));
        assertThat(refused.error().reason()).isEqualTo(Reason.OVER_LIMIT);
        assertThat(refused.anyMark()).isFalse();
        held.release();
        for (CompletableFuture<End> write : writes) {
            assertThat(end(write).anyMark()).isFalse();
        }
    }

    @Test
    void aClosedClientTellsAtOnce() throws Exception {
        fill();
        marked(0, BLOCK, capture());
        cache.close();

        assertThat(refusal(0, BLOCK, SIZE)).isEqualTo(ErrorCode.ENOBUFS);
    }
}
