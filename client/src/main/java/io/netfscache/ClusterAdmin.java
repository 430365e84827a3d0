package io.netfscache;

import io.netfscache.internal.AdminConnection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an operator asks of a cluster. Unlike an {@link FsCache} it needs no session, so it works while no node holds a
 * lease. Methods block; safe for use by many threads.
 */
public interface ClusterAdmin extends AutoCloseable {
    /**
     * Connects to the first of the configured servers that answers; waits at most 1 s for each.
     *
     * @throws CacheException ENOBUFS when none does
     */
    static ClusterAdmin connect(ClientConfig config) throws CacheException {
        return AdminConnection.open(config);
    }

    /** What each node of the current view says of itself and counts; asks them, at most 2 s each. */
    List<NodeReport> nodes();

    /**
     * Puts another node in the place of a voter, for good.
     *
     * @param lost node id of the voter, 32 hexadecimal digits or the beginning of them
     * @param replacement the same of a member of the cluster that is no voter
     * @return node ids of the voters from now on
     * @throws CacheException EINVAL when the ids are not right, ENOBUFS without a quorum of the present voters, EBUSY when
     *     another change is not complete: nothing is changed then. ETIMEDOUT: outcome unknown, the status tells
     */
    List<String> replaceVoter(String lost, String replacement) throws CacheException;

    /**
     * The volumes of the cluster in the order of their keys, with what was read and stored of them on each node.
     *
     * @param limit at most this many, 1 to 100,000
     * @throws CacheException ENOBUFS when a node that owns some of the records does not answer
     */
    List<VolumeInfo> volumes(int limit) throws CacheException;

    /** Objects of a volume, in no particular order; as {@link #volumes}. */
    List<CookieInfo> cookies(String volumeKey, int limit) throws CacheException;

    /** The cache directories of the nodes that answer. */
    List<CacheInfo> caches();

    /**
     * Takes a cache out of service, on one node or on all that have it: requests for it are refused with CACHE_WITHDRAWN at
     * once, and when this returns no file of it is open any more, so that its directory may be unmounted. It comes back by
     * {@link #resumeCache}, or when its node is started again. Waits at most 15 s.
     *
     * @param name of the cache
     * @param node node id or the beginning of it; null: every node that has the cache
     * @return for each of these nodes what became of it; one that does not answer has not done it
     * @throws CacheException ENOBUFS with NO_SUCH_CACHE when no such node has the cache, EINVAL when {@code node} does not
     *     name exactly one
     */
    List<CacheChange> withdrawCache(String name, @Nullable String node) throws CacheException;

    /**
     * Puts a cache back into service; as {@link #withdrawCache}. A directory that cannot be used is a problem of that node,
     * where the cache stays out of service. One that is in service stays there.
     */
    List<CacheChange> resumeCache(String name, @Nullable String node) throws CacheException;

    /** What is known of an object and why it was not cached lately. Asks all nodes; changes nothing. */
    Explanation explain(String volumeKey, byte[] objectKey) throws CacheException;

    /**
     * Who uses an object now, node by node. Asks all nodes, at most 3 s; needs no lease and no record.
     *
     * @throws CacheException EINVAL for keys that no object has
     */
    List<ObjectHolding> inUse(String volumeKey, byte[] objectKey) throws CacheException;

    /**
     * Deletes what the nodes have stored of an object that no client uses. Its record stays, and the next reader fills it
     * again from the origin. Waits at most 30 s.
     *
     * @return what each node had; one that is not reachable keeps what it has
     * @throws CacheException EBUSY when clients use the object, with their number: nothing is deleted then, unless the first
     *     of them came while it was deleted. EINVAL for keys that no object has
     */
    List<ObjectHolding> cull(String volumeKey, byte[] objectKey) throws CacheException;

    /** Ends the connections and threads. Idempotent. */
    @Override
    void close();
}
