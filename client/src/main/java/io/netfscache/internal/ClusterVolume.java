package io.netfscache.internal;

import io.netfscache.Advice;
import io.netfscache.CacheException;
import io.netfscache.ChunkLocation;
import io.netfscache.Cookie;
import io.netfscache.Volume;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.KeepsRules;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.VolumeAcquired;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A volume of a cluster. Its record is looked up in the background, before the first look-up of one of its cookies. */
final class ClusterVolume implements Volume, KeepsRules {
    private static final Logger LOG = LoggerFactory.getLogger(ClusterVolume.class);

    private final ClusterCache cache;
    private final String key;
    private final String cacheName;
    private final Bytes coherency;
    private final Map<CookieId, ClusterCookie> cookies = new ConcurrentHashMap<>();
    private final CompletableFuture<Void> gone = new CompletableFuture<>();
    private @Nullable CompletableFuture<Generation> acquired;
    /** Who waits for the record, in the order of their coming: what depends on one future runs in the opposite order. */
    private final Queue<CompletableFuture<Generation>> waiting = new ConcurrentLinkedQueue<>();

    private volatile String keptIn;
    private boolean relinquished;

    ClusterVolume(ClusterCache cache, String key, String cacheName, Bytes coherency) {
        this.cache = cache;
        this.key = key;
        this.cacheName = cacheName;
        this.keptIn = cacheName;
        this.coherency = coherency;
    }

    @Override
    public String key() {
        return key;
    }

    @Override
    public Rules rules() {
        return cache.rules();
    }

    /** The cache that it is kept in, or as long as that is not known the one that was asked for; empty: none in particular. */
    String cacheName() {
        return keptIn;
    }

    /** The volume's record; one that could not be had is asked for again. Who asks first is answered first. */
    CompletableFuture<Generation> acquired() {
        CompletableFuture<Generation> waiter = new CompletableFuture<>();
        waiting.add(waiter);
        Async.handled(record().whenComplete(this::answerFirst));
        return waiter;
    }

    private void answerFirst(@Nullable Generation generation, @Nullable Throwable failure) {
        CompletableFuture<Generation> first = waiting.poll();
        if (first != null && generation != null) {
            first.complete(generation);
        } else if (first != null) {
            first.completeExceptionally(Async.cause(failure));
        }
    }

    private Generation found(VolumeAcquired record) {
        keptIn = record.cacheName();
        return record.generation();
    }

    private synchronized CompletableFuture<Generation> record() {
        CompletableFuture<Generation> known = acquired;
        if (known == null || known.isCompletedExceptionally()) {
            known = cache.session()
                    .request(
                            new AcquireVolume(cache.newOperation(), key, cacheName, coherency),
                            VolumeAcquired.class,
                            Limits.LOOKUP_DEADLINE)
                    .thenApply(this::found);
            acquired = known;
        }
        return known;
    }

    /** A look-up failed; when the cluster has lost the volume's record, it is made again. */
    synchronized void lookUpFailed(Reason reason) {
        if (reason == Reason.NO_SUCH_OBJECT) {
            acquired = null;
        }
    }

    @Override
    public Cookie acquireCookie(Set<Advice> advice, byte[] objectKey, byte[] aux, long objectSize) {
        long end = cache.clock().getAsLong() + ClientLimits.COOKIE_COLLISION_DEADLINE.toNanos();
        CookieId id = CookieId.of(key, objectKey);
        while (true) {
            ClusterCookie live;
            synchronized (this) {
                String refused = refusal(objectKey, aux, objectSize);
                if (refused != null) {
                    LOG.atWarn()
                            .addKeyValue("volume", key)
                            .addKeyValue("reason", refused)
                            .log("object is not cached");
                    return Cookie.none();
                }
                ClusterCookie made =
                        new ClusterCookie(this, cache, id, advice, Bytes.of(objectKey), Bytes.of(aux), objectSize);
                live = cookies.putIfAbsent(id, made);
                if (live == null) {
                    return made;
                }
            }
            long left = end - cache.clock().getAsLong();
            if (!live.isBeingRelinquished() || left <= 0 || !awaitGone(live, left)) {
                LOG.atWarn()
                        .addKeyValue("cookie", live)
                        .log("this client has that cookie already: the new one caches nothing");
                cache.notCached(id, Reason.CACHING_DISABLED);
                return Cookie.none();
            }
        }
    }

    private static boolean awaitGone(ClusterCookie live, long nanos) {
        try {
            Async.await(live.gone(), Duration.ofNanos(nanos), "relinquishing of " + live);
            return true;
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("cookie", live).setCause(e).log("a cookie is still being relinquished");
            return false;
        }
    }

    private @Nullable String refusal(byte[] objectKey, byte[] aux, long objectSize) {
        if (relinquished || cache.isClosed()) {
            return "the volume has been relinquished or the client closed";
        }
        if (objectKey.length < 1 || objectKey.length > Limits.MAX_OBJECT_KEY_BYTES) {
            return "key of " + objectKey.length + " bytes; 1 to " + Limits.MAX_OBJECT_KEY_BYTES;
        }
        if (aux.length > Limits.MAX_AUX_BYTES) {
            return "coherency data of " + aux.length + " bytes; at most " + Limits.MAX_AUX_BYTES;
        }
        return objectSize < 0 ? "size " + objectSize : null;
    }

    @Nullable
    ClusterCookie cookie(CookieId id) {
        return cookies.get(id);
    }

    Iterable<ClusterCookie> cookies() {
        return cookies.values();
    }

    void dropped(ClusterCookie cookie) {
        cookies.remove(cookie.id(), cookie);
    }

    @Override
    public List<ChunkLocation> locate(byte[] objectKey) throws CacheException {
        return new Locator(cache, key).locate(objectKey);
    }

    @Override
    public void noteNotCached(byte[] objectKey, Reason reason) {
        if (reason == Reason.NONE) {
            throw new IllegalArgumentException("an object is not cached for a reason");
        }
        cache.notCached(CookieId.of(key, objectKey), reason);
    }

    @Override
    public void relinquish(byte[] newCoherency, boolean invalidate) throws CacheException {
        synchronized (this) {
            if (relinquished) {
                LOG.atWarn().addKeyValue("volume", key).log("relinquished twice: ignored");
                return;
            }
            if (!cookies.isEmpty()) {
                throw new IllegalStateException("volume " + key + " has " + cookies.size() + " live cookies");
            }
            if (newCoherency.length != coherency.length()) {
                throw new CacheException(
                        ErrorCode.EINVAL,
                        Reason.NONE,
                        "coherency data of volume " + key + " has " + coherency.length() + " bytes, not "
                                + newCoherency.length);
            }
            relinquished = true;
        }
        try {
            if (invalidate || !coherency.equals(Bytes.of(newCoherency))) {
                Async.await(
                        cache.changes()
                                .send(new RelinquishVolume(
                                        cache.newOperation(), key, Bytes.of(newCoherency), coherency, invalidate)),
                        Limits.INVALIDATE_DEADLINE.plus(Limits.LEASE),
                        "relinquishing volume " + key);
            }
        } finally {
            cache.dropped(this);
            gone.complete(null);
        }
    }

    synchronized boolean isBeingRelinquished() {
        return relinquished;
    }

    /** Completes when the key is free again. */
    CompletableFuture<Void> gone() {
        return gone;
    }
}
