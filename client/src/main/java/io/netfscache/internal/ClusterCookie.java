package io.netfscache.internal;

import io.netfscache.AddressSpace;
import io.netfscache.Advice;
import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.CookieState;
import io.netfscache.InvalidateFlag;
import io.netfscache.IoTerminated;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A cookie of a cluster: checks what the program asks for, and waits for it where the call is synchronous. What is decided
 * is decided by its {@link CookieMachine}, under whose lock nothing is waited for.
 */
final class ClusterCookie implements Cookie {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterCookie.class);

    private final ClusterVolume volume;
    private final ClusterCache cache;
    private final CookieMachine machine;
    private final OneByOne folioWrites = new OneByOne(ClientLimits.MAX_WAITING_WRITES);
    private final CompletableFuture<Void> gone = new CompletableFuture<>();

    ClusterCookie(
            ClusterVolume volume,
            ClusterCache cache,
            CookieId id,
            Set<Advice> advice,
            Bytes key,
            Bytes aux,
            long objectSize) {
        this.volume = volume;
        this.cache = cache;
        this.machine = new CookieMachine(volume, cache, id, advice, key, aux, objectSize);
    }

    CookieId id() {
        return machine.id();
    }

    CookieMachine machine() {
        return machine;
    }

    /** All nodes that were tried refused I/O because the cache of the volume is out of service. */
    void cacheWithdrawn() {
        machine.cacheWithdrawn();
    }

    @Override
    public void use(boolean modify) {
        machine.use(modify);
    }

    @Override
    public void unuse(byte @Nullable [] newAux, @Nullable Long newSize) throws CacheException {
        machine.leave();
        try {
            if (newAux == null && newSize == null) {
                machine.tellWhatIsUntold();
            } else {
                update(newAux, newSize);
            }
        } finally {
            machine.left();
        }
    }

    @Override
    public CacheOperation beginRead() throws CacheException {
        return begin();
    }

    @Override
    public CacheOperation beginWrite() throws CacheException {
        try {
            return begin();
        } catch (CacheException e) {
            machine.untold(ByteRange.ALL);
            throw e;
        }
    }

    private CacheOperation begin() throws CacheException {
        long end = beginEnd();
        while (true) {
            CompletableFuture<Void> wait;
            synchronized (machine) {
                Stamp stamp = machine.known();
                if (stamp != null) {
                    return machine.operation(stamp);
                }
                wait = machine.settled();
            }
            await(wait, end);
        }
    }

    private long beginEnd() {
        return cache.clock().getAsLong() + Limits.BEGIN_DEADLINE.toNanos();
    }

    private void await(CompletableFuture<Void> wait, long end) throws CacheException {
        long left = end - cache.clock().getAsLong();
        try {
            Async.await(wait, Duration.ofNanos(Math.max(1, left)), "look-up or invalidation of " + this);
        } catch (CacheException e) {
            cache.notCached(id(), e.reason());
            throw e;
        }
    }

    @Override
    public void update(byte @Nullable [] newAux, @Nullable Long newSize) throws CacheException {
        checkData(newAux, newSize);
        if (newAux == null && newSize == null) {
            return;
        }
        awaitWhatIsKept();
        CompletableFuture<Void> done = machine.update(newAux == null ? null : Bytes.of(newAux), newSize);
        Async.await(done, Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE), "update of " + this);
    }

    private void checkData(byte @Nullable [] aux, @Nullable Long size) throws CacheException {
        int auxBytes = machine.auxBytes();
        if (aux != null && aux.length != auxBytes) {
            throw invalid("coherency data of " + this + " has " + auxBytes + " bytes, not " + aux.length);
        }
        if (size != null && size < 0) {
            throw invalid("size " + size + " of " + this);
        }
    }

    private static CacheException invalid(String message) {
        return new CacheException(ErrorCode.EINVAL, Reason.NONE, message);
    }

    /** Waits for a look-up or a change under way, as a begin does, so that an update can keep what is known then. */
    private void awaitWhatIsKept() {
        long end = beginEnd();
        try {
            while (true) {
                CompletableFuture<Void> wait;
                synchronized (machine) {
                    if (!machine.canBegin() || machine.known() != null) {
                        return;
                    }
                    wait = machine.settled();
                }
                await(wait, end);
            }
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("cookie", this).setCause(e).log("an update keeps nothing");
        }
    }

    @Override
    public void resize(long newSize) throws CacheException {
        checkData(null, newSize);
        machine.requireInUse();
        update(null, newSize);
    }

    @Override
    public CompletionStage<Void> invalidate(byte @Nullable [] newAux, long size, Set<InvalidateFlag> flags) {
        if (size < 0 || (newAux != null && newAux.length > Limits.MAX_AUX_BYTES)) {
            return CompletableFuture.failedFuture(
                    invalid("size " + size + " or coherency data of " + this + " out of bounds"));
        }
        return machine.invalidate(
                newAux == null ? null : Bytes.of(newAux), size, flags.contains(InvalidateFlag.DIO_WRITE));
    }

    @Override
    public void relinquish(boolean retire) throws CacheException {
        if (!machine.relinquish()) {
            return;
        }
        try {
            if (retire) {
                Async.await(machine.retire(), Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE), "retirement of " + this);
            }
        } finally {
            machine.dropped();
            volume.dropped(this);
            gone.complete(null);
        }
    }

    boolean isBeingRelinquished() {
        return machine.isBeingRelinquished();
    }

    /** Completes when the key is free again. */
    CompletableFuture<Void> gone() {
        return gone;
    }

    /** Applies a fence of this object or its volume; on the event loop, before it is acknowledged. */
    void fenced(Fence fence) {
        machine.fenced(fence);
    }

    /** The client is closed: nothing begins any more. */
    void withdraw() {
        machine.withdraw();
    }

    @Override
    public void writeToCache(
            AddressSpace mapping, long start, long length, long iSize, IoTerminated terminated, boolean caching) {
        if (caching) {
            FolioWrite.start(machine, cache, folioWrites, mapping, start, length, iSize, terminated);
        } else {
            FolioWrite.notCaching(machine, start, length, terminated);
        }
    }

    @Override
    public void notePageRelease() {
        machine.notePageRelease();
    }

    @Override
    public boolean carries(ObjectGeneration from, ObjectGeneration to, long start, long length) {
        return machine.carries(from, to, start, length);
    }

    @Override
    public long objectSize() {
        return machine.objectSize();
    }

    @Override
    public CookieState state() {
        return machine.state();
    }

    @Override
    public boolean enabled() {
        return machine.isEnabled();
    }

    @Override
    public String toString() {
        return machine.toString();
    }
}
