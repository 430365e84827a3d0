package io.netfscache.cli;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.NodeReport;
import io.netfscache.ObjectHolding;
import io.netfscache.VolumeInfo;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An operator's connection to a cache that ends with it.
 *
 * @param after is closed when the connection is
 */
record ClosingAdmin(ClusterAdmin admin, EmbeddedCache after) implements ClusterAdmin {
    @Override
    public List<NodeReport> nodes() {
        return admin.nodes();
    }

    @Override
    public List<String> replaceVoter(String lost, String replacement) throws CacheException {
        return admin.replaceVoter(lost, replacement);
    }

    @Override
    public List<VolumeInfo> volumes(int limit) throws CacheException {
        return admin.volumes(limit);
    }

    @Override
    public List<CookieInfo> cookies(String volumeKey, int limit) throws CacheException {
        return admin.cookies(volumeKey, limit);
    }

    @Override
    public List<CacheInfo> caches() {
        return admin.caches();
    }

    @Override
    public List<CacheChange> withdrawCache(String name, @Nullable String node) throws CacheException {
        return admin.withdrawCache(name, node);
    }

    @Override
    public List<CacheChange> resumeCache(String name, @Nullable String node) throws CacheException {
        return admin.resumeCache(name, node);
    }

    @Override
    public Explanation explain(String volumeKey, byte[] objectKey) throws CacheException {
        return admin.explain(volumeKey, objectKey);
    }

    @Override
    public List<ObjectHolding> inUse(String volumeKey, byte[] objectKey) throws CacheException {
        return admin.inUse(volumeKey, objectKey);
    }

    @Override
    public List<ObjectHolding> cull(String volumeKey, byte[] objectKey) throws CacheException {
        return admin.cull(volumeKey, objectKey);
    }

    @Override
    public void close() {
        admin.close();
        after.close();
    }
}
