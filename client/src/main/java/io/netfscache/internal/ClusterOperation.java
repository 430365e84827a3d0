package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.IoTerminated;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads and writes under the stamp with which it began. */
final class ClusterOperation implements CacheOperation {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterOperation.class);

    private final ClusterCookie cookie;
    private final ClusterCache cache;
    private final Stamp stamp;
    private volatile boolean ended;

    ClusterOperation(ClusterCookie cookie, ClusterCache cache, Stamp stamp) {
        this.cookie = cookie;
        this.cache = cache;
        this.stamp = stamp;
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
        int bytes = Async.awaitIo(startRead(position, into, holes));
        into.position(into.position() + bytes);
        return bytes;
    }

    @Override
    public void read(long position, ByteBuffer into, ReadHole holes, IoTerminated terminated) {
        tell(startRead(position, into, holes), into, terminated);
    }

    @Override
    public int write(long position, ByteBuffer from) throws CacheException {
        int bytes = Async.awaitIo(startWrite(position, from));
        from.position(from.position() + bytes);
        return bytes;
    }

    @Override
    public void write(long position, ByteBuffer from, IoTerminated terminated) {
        tell(startWrite(position, from), from, terminated);
    }

    /** Moves the buffer's position and tells the caller, once. */
    private static void tell(CompletableFuture<Integer> io, ByteBuffer buffer, IoTerminated terminated) {
        Thread starter = Thread.currentThread();
        Async.handled(io.whenComplete((bytes, failure) -> {
            boolean async = Thread.currentThread() != starter;
            CacheException error = failure == null ? null : Async.cause(failure);
            int transferred = error == null ? bytes : 0;
            try {
                buffer.position(buffer.position() + transferred);
                terminated.terminated(transferred, error, async);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).log("a termination function failed");
            }
        }));
    }

    private CompletableFuture<Integer> startRead(long position, ByteBuffer into, ReadHole holes) {
        if (ended || position < 0 || into.isReadOnly()) {
            return invalid("read at " + position + " of an operation that has " + (ended ? "ended" : "begun"));
        }
        int wanted = (int) Math.max(0, Math.min(into.remaining(), stamp.objectSize() - position));
        ByteBuffer space = into.slice(into.position(), wanted);
        CompletableFuture<Integer> read = switch (holes) {
            case FAIL, FILL ->
                transfer(position, space, holes == ReadHole.FAIL ? Read.Holes.FAIL : Read.Holes.FILL)
                        .thenCompose(done -> done.missing().isEmpty()
                                ? CompletableFuture.completedFuture(wanted)
                                : CompletableFuture.failedFuture(done.missingData()));
            case IGNORE ->
                transfer(position, space, Read.Holes.STOP)
                        .thenApply(done -> done.missing().isEmpty()
                                ? wanted
                                : (int) (done.missing().get(0).start() - position));
            case CLEAR ->
                transfer(position, space, Read.Holes.FAIL).thenCompose(done -> clear(position, space, done.missing()));
        };
        return read.thenApply(bytes -> {
            cache.counters().cacheBytes.add(bytes);
            return bytes;
        });
    }

    private CompletableFuture<ReadTransfer> transfer(long position, ByteBuffer space, Read.Holes holes) {
        ReadTransfer transfer =
                new ReadTransfer(cookie, cache, stamp, position, position + space.remaining(), space, holes);
        return transfer.start().thenApply(done -> transfer);
    }

    /** Zeroes what is missing and reads again what lies between, which a node does not send with a hole in it. */
    private CompletableFuture<Integer> clear(long position, ByteBuffer space, List<ByteRange> missing) {
        List<CompletableFuture<?>> parts = new ArrayList<>();
        int at = 0;
        for (ByteRange hole : missing) {
            int from = (int) (hole.start() - position);
            int to = (int) (hole.end() - position);
            parts.add(presentPart(position, space, at, from));
            zero(space, from, to);
            at = to;
        }
        if (!missing.isEmpty()) {
            parts.add(presentPart(position, space, at, space.remaining()));
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(done -> space.remaining());
    }

    private CompletableFuture<?> presentPart(long position, ByteBuffer space, int from, int to) {
        if (from >= to) {
            return CompletableFuture.completedFuture(null);
        }
        ByteBuffer part = space.slice(from, to - from);
        return transfer(position + from, part, Read.Holes.FAIL)
                .thenAccept(done -> done.missing()
                        .forEach(hole -> zero(
                                part, (int) (hole.start() - position) - from, (int) (hole.end() - position) - from)));
    }

    private static void zero(ByteBuffer space, int from, int to) {
        for (int i = from; i < to; i++) {
            space.put(i, (byte) 0);
        }
    }

    private CompletableFuture<Integer> startWrite(long position, ByteBuffer from) {
        int bytes = from.remaining();
        long end = position + bytes;
        boolean aligned = position >= 0
                && position % Limits.BLOCK_BYTES == 0
                && (end % Limits.BLOCK_BYTES == 0 || end == stamp.objectSize())
                && end <= stamp.objectSize();
        if (ended || !aligned) {
            return invalid("write [" + position + ", " + end + ") of " + stamp.objectSize()
                    + " bytes: not whole blocks within the object, or the operation has ended");
        }
        Stamp under = cookie.storedUnder(stamp);
        return new WriteTransfer(cookie, cache, under, position, from).start().thenApply(done -> {
            cookie.stored(under);
            return bytes;
        });
    }

    private <T> CompletableFuture<T> invalid(String what) {
        return CompletableFuture.failedFuture(new CacheException(ErrorCode.EINVAL, Reason.NONE, cookie + ": " + what));
    }

    @Override
    public void close() {
        ended = true;
    }
}
