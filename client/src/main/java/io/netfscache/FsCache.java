package io.netfscache;

import io.netfscache.internal.ClusterCache;
import io.netfscache.internal.DisabledCache;
import java.util.List;

/**
 * A client of a cache cluster. Safe for use by many threads. Holds no static state: a program may have several.
 *
 * <p>Nothing waits for the cluster: while no node can be reached, everything is "not cached".
 */
public interface FsCache extends AutoCloseable {
    /** A client of the cluster that the configured servers belong to; connects in the background. */
    static FsCache connect(ClientConfig config) {
        return ClusterCache.start(config);
    }

    /** A cache that caches nothing: every call is legal, begin gives ENOBUFS. */
    static FsCache disabled() {
        return DisabledCache.INSTANCE;
    }

    /**
     * Gives the volume of that key, made when there is none (fscache_acquire_volume).
     *
     * @param key printable, no '/', no leading '.', 1 to 254 bytes of UTF-8
     * @param cacheName the named cache to use; empty for the first available. While no node has one of that name, the
     *     volume's cookies are not cached: NO_SUCH_CACHE
     * @param coherency 0 to 255 bytes; if they differ from the stored ones, all of the volume is invalidated
     * @throws CacheException EINVAL for a bad key, or a name or coherency data of more than 255 bytes; EBUSY while this client has the volume
     *     (one that is being relinquished is waited for, at most 20 s). That the cluster cannot be reached is no error
     *     here: its cookies are then not cached.
     */
    Volume acquireVolume(String key, String cacheName, byte[] coherency) throws CacheException;

    /** This client's counters. */
    ClientStats stats();

    /** What each node of the current view says of itself and counts; asks them, at most 2 s each. */
    List<NodeReport> nodes();

    /** Waits until a session with a node exists, at most {@code timeoutMillis}; whether it does. */
    boolean awaitConnected(long timeoutMillis) throws InterruptedException;

    /**
     * Ends all connections and threads of this client: when it returns, after at most 5 s, there is none left but those
     * whose look-up of a name blocks in the JDK, which end when the name service answers. Operations under way end with ENOBUFS, or with ESTALE where a begin would give ENOBUFS now. A callback of the client may call
     * it. Idempotent.
     */
    @Override
    void close();
}
