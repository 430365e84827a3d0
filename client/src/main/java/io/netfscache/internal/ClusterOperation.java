package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.IoTerminated;
import io.netfscache.MissingDataException;
import io.netfscache.ReadHole;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** Reads and writes under the stamp with which it began; a modifier's write moves the stamp on to its own generation. */
final class ClusterOperation implements CacheOperation {
    /** What a write is. */
    enum WriteMode {
        /** Bytes of the origin: present blocks stay as they are. */
        FILL,
        /** Bytes of a modifier: the blocks are dropped everywhere before. */
        CHANGE,
        /** Bytes of a modifier that does not want them cached. */
        NOT_CACHED
    }

    private final CookieMachine cookie;
    private final ClusterCache cache;
    private final WriteMode writeMode;
    /** What is known has just been looked up, for this very operation. */
    private final boolean justLookedUp;

    private final OneByOne modifications = new OneByOne(ClientLimits.MAX_WAITING_WRITES);
    private volatile Stamp stamp;
    /** Whether the origin's coherency data are those of the generation: what is written now is a fill of it. */
    private volatile boolean committed;

    private volatile boolean ended;

    ClusterOperation(CookieMachine cookie, ClusterCache cache, Stamp stamp, WriteMode writeMode, boolean justLookedUp) {
        this.cookie = cookie;
        this.cache = cache;
        this.stamp = stamp;
        this.writeMode = writeMode;
        this.justLookedUp = justLookedUp;
    }

    @Override
    public ObjectGeneration generation() {
        return stamp.generation();
    }

    @Override
    public boolean isCurrent() {
        return cookie.isCurrent(stamp);
    }

    @Override
    public Bytes aux() {
        return stamp.aux();
    }

    @Override
    public long objectSize() {
        return stamp.objectSize();
    }

    @Override
    public int read(long position, ByteBuffer into, ReadHole holes) throws CacheException {
        return readAll(position, new Buffers(into), holes);
    }

    @Override
    public int read(long position, ByteBuffer[] into, ReadHole holes) throws CacheException {
        return readAll(position, new Buffers(into), holes);
    }

    private int readAll(long position, Buffers into, ReadHole holes) throws CacheException {
        int bytes = Async.awaitIo(startRead(position, into, holes));
        into.advance(bytes);
        return bytes;
    }

    @Override
    public void read(long position, ByteBuffer into, ReadHole holes, IoTerminated terminated) {
        Buffers space = new Buffers(into);
        Termination.of(() -> startRead(position, space, holes), space, terminated);
    }

    @Override
    public void read(long position, ByteBuffer[] into, ReadHole holes, IoTerminated terminated) {
        Buffers space = new Buffers(into);
        Termination.of(() -> startRead(position, space, holes), space, terminated);
    }

    @Override
    public int write(long position, ByteBuffer from) throws CacheException {
        return writeAll(position, new Buffers(from));
    }

    @Override
    public int write(long position, ByteBuffer[] from) throws CacheException {
        return writeAll(position, new Buffers(from));
    }

    private int writeAll(long position, Buffers from) throws CacheException {
        int bytes = Async.awaitIo(startWrite(position, from));
        from.advance(bytes);
        return bytes;
    }

    @Override
    public void write(long position, ByteBuffer from, IoTerminated terminated) {
        Buffers bytes = new Buffers(from);
        Termination.of(() -> startWrite(position, bytes), bytes, terminated);
    }

    @Override
    public void write(long position, ByteBuffer[] from, IoTerminated terminated) {
        Buffers bytes = new Buffers(from);
        Termination.of(() -> startWrite(position, bytes), bytes, terminated);
    }

    private CompletableFuture<Integer> startRead(long position, Buffers into, ReadHole holes) {
        if (ended) {
            return invalid("read at " + position + " of an operation that has ended");
        }
        if (position < 0 || into.isReadOnly() || into.remaining() > Integer.MAX_VALUE) {
            return invalid("read at " + position + " into " + into.remaining() + " bytes: a negative position, a"
                    + " read-only buffer, or more than " + Integer.MAX_VALUE + " bytes");
        }
        Stamp under = stamp;
        int wanted = (int) Math.max(0, Math.min(into.remaining(), under.objectSize() - position));
        if (justLookedUp && wanted > 0 && mayBePresumed(holes) && cookie.hasNoData(under)) {
            return presumedMiss(position, wanted, holes);
        }
        CompletableFuture<Integer> read = switch (holes) {
            case FAIL, FILL ->
                transfer(under, position, into, 0, wanted, holes == ReadHole.FAIL ? Read.Holes.FAIL : Read.Holes.FILL)
                        .thenCompose(done -> done.missing().isEmpty()
                                ? CompletableFuture.completedFuture(wanted)
                                : CompletableFuture.failedFuture(done.missingData()));
            case IGNORE ->
                transfer(under, position, into, 0, wanted, Read.Holes.STOP)
                        .thenApply(done -> done.missing().isEmpty()
                                ? wanted
                                : (int) (done.missing().get(0).start() - position));
            case CLEAR ->
                transfer(under, position, into, 0, wanted, Read.Holes.FAIL)
                        .thenCompose(done -> clear(under, position, into, wanted, done.missing()));
        };
        return read.thenApply(bytes -> {
            cache.counters().cacheBytes.add(bytes);
            return bytes;
        });
    }

    /** FILL asks for a grant too, and with CLEAR a miss would be taken for contents. */
    private static boolean mayBePresumed(ReadHole holes) {
        return holes == ReadHole.FAIL || holes == ReadHole.IGNORE;
    }

    private CompletableFuture<Integer> presumedMiss(long position, int wanted, ReadHole holes) {
        cache.counters().presumedMisses.increment();
        return holes == ReadHole.IGNORE
                ? CompletableFuture.completedFuture(0)
                : CompletableFuture.failedFuture(new MissingDataException(
                        List.of(new ByteRange(position, position + wanted)), cookie + " is new: it has no data"));
    }

    /** Reads the bytes that are to be at {@code from} to {@code to} of {@code space}, of which 0 is {@code position}. */
    private CompletableFuture<ReadTransfer> transfer(
            Stamp under, long position, Buffers space, int from, int to, Read.Holes holes) {
        ReadTransfer transfer =
                new ReadTransfer(cookie, cache, under, position + from, position + to, space, from, holes);
        return transfer.start().thenApply(done -> transfer);
    }

    /** Zeroes what is missing and reads again what lies between, which a node does not send with a hole in it. */
    private CompletableFuture<Integer> clear(
            Stamp under, long position, Buffers space, int wanted, List<ByteRange> missing) {
        List<CompletableFuture<?>> parts = new ArrayList<>();
        int at = 0;
        for (ByteRange hole : missing) {
            int from = (int) (hole.start() - position);
            int to = (int) (hole.end() - position);
            parts.add(presentPart(under, position, space, at, from));
            space.zero(from, to);
            at = to;
        }
        if (!missing.isEmpty()) {
            parts.add(presentPart(under, position, space, at, wanted));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> wanted);
    }

    private CompletableFuture<?> presentPart(Stamp under, long position, Buffers space, int from, int to) {
        if (from >= to) {
            return CompletableFuture.completedFuture(null);
        }
        return transfer(under, position, space, from, to, Read.Holes.FAIL)
                .thenAccept(done -> done.missing()
                        .forEach(hole -> space.zero((int) (hole.start() - position), (int) (hole.end() - position))));
    }

    private CompletableFuture<Integer> startWrite(long position, Buffers from) {
        Stamp under = stamp;
        String mistake = mistake(position, from.remaining(), under.objectSize());
        if (mistake != null) {
            cookie.untold(within(position, from.remaining(), under.objectSize()));
            return invalid(mistake);
        }
        int bytes = (int) from.remaining();
        return switch (writeMode) {
            case FILL -> store(cookie.storedUnder(under), position, from, false);
            case CHANGE ->
                committed
                        ? store(under, position, from, true)
                        : bytes == 0 ? CompletableFuture.completedFuture(0) : change(position, from, bytes);
            case NOT_CACHED -> {
                cookie.untold(blocks(position, bytes));
                yield refused(Reason.WRITE_NOCACHE, "local modifications are not copied to the cache");
            }
        };
    }

    /** Why such a write cannot be, or null. */
    private @Nullable String mistake(long position, long bytes, long objectSize) {
        String what = "write of " + bytes + " bytes at " + position + ": ";
        if (ended) {
            return what + "the operation has ended";
        }
        if (position < 0 || position % Limits.BLOCK_BYTES != 0 || bytes > Integer.MAX_VALUE) {
            return what + "the position has to be a multiple of " + Limits.BLOCK_BYTES + ", the length at most "
                    + Integer.MAX_VALUE;
        }
        if (position > objectSize || bytes > objectSize - position) {
            return what + "the object has " + objectSize + " bytes; resize it first";
        }
        if (bytes % Limits.BLOCK_BYTES != 0 && position + bytes != objectSize) {
            return what + "the length has to be a multiple of " + Limits.BLOCK_BYTES + ", but at the object's end, "
                    + objectSize;
        }
        return null;
    }

    private CompletableFuture<Integer> store(Stamp under, long position, Buffers from, boolean modified) {
        return new WriteTransfer(cookie, cache, under, position, from, modified)
                .start()
                .thenApply(done -> {
                    cookie.stored(under);
                    return (int) from.remaining();
                });
    }

    /** Each write of a modifier gives the object a new generation, so the next one begins when it has ended. */
    private CompletableFuture<Integer> change(long position, Buffers from, int bytes) {
        ByteRange range = blocks(position, bytes);
        CompletableFuture<Integer> written = modifications.add(() -> cookie.modify(stamp, range)
                .whenComplete((next, error) -> {
                    if (error != null) {
                        cache.notCached(cookie.id(), Async.cause(error));
                    }
                })
                .thenCompose(next -> {
                    stamp = next;
                    return store(next, position, from, true);
                }));
        if (written == null) {
            cookie.untold(range);
            return refused(Reason.OVER_LIMIT, ClientLimits.MAX_WAITING_WRITES + " writes of the operation wait");
        }
        return written;
    }

    private static ByteRange blocks(long position, int bytes) {
        return new ByteRange(position, Transfer.roundUp(position + bytes));
    }

    /** The blocks of any range that the object has. */
    private static ByteRange within(long position, long bytes, long objectSize) {
        long start = Math.max(0, position - position % Limits.BLOCK_BYTES);
        long left = Transfer.roundUp(objectSize) - start;
        long blocks = Math.min(left, Transfer.roundUp(bytes) + Limits.BLOCK_BYTES);
        return blocks <= 0 ? ByteRange.EMPTY : new ByteRange(start, start + blocks);
    }

    private <T> CompletableFuture<T> refused(Reason reason, String what) {
        cache.notCached(cookie.id(), reason);
        return CompletableFuture.failedFuture(new CacheException(ErrorCode.ENOBUFS, reason, cookie + ": " + what));
    }

    private <T> CompletableFuture<T> invalid(String what) {
        return CompletableFuture.failedFuture(new CacheException(ErrorCode.EINVAL, Reason.NONE, cookie + ": " + what));
    }

    @Override
    public void commit(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException {
        cookie.checkData(aux, objectSize);
        Async.await(
                cookie.commit(stamp, aux == null ? null : Bytes.of(aux), objectSize),
                Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE),
                "commit of " + cookie);
    }

    @Override
    public boolean commit(ByteRange changed, byte @Nullable [] aux, long objectSize) throws CacheException {
        cookie.checkData(aux, objectSize);
        ByteRange dropped = blocksOf(changed, stamp.objectSize(), aux == null ? stamp.objectSize() : objectSize);
        Stamp next = Async.await(
                cookie.commit(stamp, dropped, aux == null ? null : Bytes.of(aux), objectSize),
                Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE),
                "commit of " + cookie);
        if (next == null) {
            return false;
        }
        stamp = next;
        committed |= aux != null;
        return true;
    }

    /** Whole blocks, and what lies beyond the smaller of the two sizes. */
    private static ByteRange blocksOf(ByteRange range, long before, long after) {
        long end = range.end() > Long.MAX_VALUE - Limits.BLOCK_BYTES ? Long.MAX_VALUE : Transfer.roundUp(range.end());
        ByteRange blocks = new ByteRange(range.start() - range.start() % Limits.BLOCK_BYTES, end);
        long kept = Math.min(before, after);
        return before == after ? blocks : blocks.union(new ByteRange(kept - kept % Limits.BLOCK_BYTES, Long.MAX_VALUE));
    }

    @Override
    public void close() {
        ended = true;
    }
}
