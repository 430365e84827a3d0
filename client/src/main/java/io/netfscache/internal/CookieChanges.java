package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.internal.coherence.ObjectView;
import io.netfscache.internal.coherence.Stamp;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The changes that a cookie sends to the cluster. They void locally first. One whose outcome is unknown is kept, and sent
 * again before anything is looked up. Guarded by the cookie's lock, which answers take.
 */
final class CookieChanges {
    /** Is told with the lock held. */
    interface Listener {
        /** A change is on its way. */
        void changing();

        /**
         * A change has ended.
         *
         * @param error why the cookie cannot go on, or null
         */
        void changed(@Nullable CacheException error);
    }

    private final Object lock;
    private final Listener listener;
    private final ClusterVolume volume;
    private final ClusterCache cache;
    private final Bytes key;
    private final ObjectView view;
    private final CookieUses uses;
    private int underWay;
    private long invalidations;
    private @Nullable Change unconfirmed;

    /** @param lock the cookie's */
    CookieChanges(
            Object lock,
            Listener listener,
            ClusterVolume volume,
            ClusterCache cache,
            Bytes key,
            ObjectView view,
            CookieUses uses) {
        this.lock = lock;
        this.listener = listener;
        this.volume = volume;
        this.cache = cache;
        this.key = key;
        this.view = view;
        this.uses = uses;
    }

    boolean areUnderWay() {
        return underWay > 0;
    }

    /** Whether the outcome of the last one is not known, be it on its way or not. */
    boolean areUnconfirmed() {
        return unconfirmed != null;
    }

    /**
     * Sends a change of the whole object.
     *
     * @param aux new coherency data; null to leave those of the record
     * @param objectSize in bytes
     */
    CompletableFuture<Void> send(Change.Kind kind, @Nullable Bytes aux, long objectSize, boolean dioWrite) {
        Change before = unconfirmed;
        return send(
                change(kind, aux, objectSize, dioWrite || (before != null && before.dioWrite())),
                aux == null ? view.aux() : aux);
    }

    private Change change(Change.Kind kind, @Nullable Bytes aux, long objectSize, boolean dioWrite) {
        return new Change(
                cache.newOperation(),
                kind,
                volume.key(),
                key,
                view.generation(),
                aux == null ? Bytes.EMPTY : aux,
                aux == null,
                objectSize,
                dioWrite,
                ByteRange.ALL,
                dioWrite && !uses.areNone() ? cache.nextSequence() : 0);
    }

    /** Sends the change again whose outcome is unknown; whether there is one. */
    boolean sendAgain() {
        Change pending = unconfirmed;
        if (pending == null) {
            return false;
        }
        Async.handled(send(pending, pending.keepAux() ? view.aux() : pending.aux()));
        return true;
    }

    private CompletableFuture<Void> send(Change change, Bytes aux) {
        ByteRange untold = uses.untold();
        if (change.kind() != Change.Kind.UPDATE) {
            invalidations++;
            uses.told(ByteRange.ALL);
        }
        if (change.sequence() > 0) {
            uses.writePast();
        }
        view.changing(change, aux, change.objectSize());
        unconfirmed = change;
        underWay++;
        listener.changing();
        CompletableFuture<Void> result = new CompletableFuture<>();
        Async.handled(cache.changes().send(volume, change).whenComplete((reply, failure) -> {
            CacheException error = failure == null ? null : Async.cause(failure);
            synchronized (lock) {
                ended();
                if (error != null) {
                    uses.untold(untold);
                }
                if (change.sequence() > 0) {
                    uses.madeLate(change.sequence(), true);
                }
                Change pending = unconfirmed;
                boolean latest = pending != null && pending.operation().equals(change.operation());
                if (latest && (error == null || error.code() != ErrorCode.ETIMEDOUT)) {
                    unconfirmed = null;
                }
                listener.changed(latest ? error : null);
            }
            tell(result, null, error);
        }));
        return result;
    }

    private void ended() {
        underWay--;
        if (underWay == 0) {
            view.changed();
        }
    }

    /**
     * Drops the blocks of {@code range}, everywhere, before a modifier's bytes are stored there (COHERENCE 6.1). What it
     * gives is known under the lock, before anything else can happen to the object.
     *
     * @param aux new coherency data, which with {@code objectSize} go with what is kept and the bytes that are going to be
     *     stored; null to leave both
     * @return the stamp of the generation to store them under; or ESTALE when that of {@code base} is not current
     */
    CompletableFuture<Stamp> modify(Stamp base, ByteRange range, @Nullable Bytes aux, long objectSize) {
        if (!view.isCurrent(base)) {
            uses.untold(range);
            return CompletableFuture.failedFuture(stale());
        }
        Change change = new Change(
                cache.newOperation(),
                Change.Kind.MODIFY,
                volume.key(),
                key,
                base.generation(),
                aux == null ? Bytes.EMPTY : aux,
                aux == null,
                aux == null ? base.objectSize() : objectSize,
                false,
                range);
        long before = invalidations;
        uses.told(range);
        view.modifying();
        underWay++;
        listener.changing();
        CompletableFuture<Stamp> result = new CompletableFuture<>();
        Async.handled(cache.changes().send(volume, change).whenComplete((reply, failure) -> {
            CacheException error;
            Stamp next = null;
            synchronized (lock) {
                ended();
                if (failure == null) {
                    next = view.modified(reply, range) ? view.stamp() : null;
                    error = next == null ? stale() : null;
                } else {
                    error = Async.cause(failure);
                    uses.untold(range);
                    notModified(change, error, before);
                }
                listener.changed(error == null || error.code() == ErrorCode.ESTALE ? null : error);
            }
            tell(result, next, error);
        }));
        return result;
    }

    /** The base was not current, or nobody knows: then all that is cached goes, for the origin has been written. */
    private void notModified(Change modification, CacheException error, long before) {
        view.forget();
        if (error.code() == ErrorCode.ETIMEDOUT && before == invalidations && unconfirmed == null) {
            Bytes aux = modification.keepAux() ? null : modification.aux();
            // A fence may have told another size meanwhile.
            long size = modification.keepAux() ? view.objectSize() : modification.objectSize();
            unconfirmed = change(Change.Kind.INVALIDATE, aux, size, false);
        }
    }

    private CacheException stale() {
        return new CacheException(
                ErrorCode.ESTALE, Reason.WRONG_GENERATION, listener + " changed since the operation began");
    }

    /** Without the lock: who waits may be a function of the caller. */
    private static <T> void tell(CompletableFuture<T> result, @Nullable T value, @Nullable CacheException error) {
        if (error == null) {
            result.complete(value);
        } else {
            result.completeExceptionally(error);
        }
    }
}
