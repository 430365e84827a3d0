package io.netfscache.cli;

import io.netfscache.CacheException;
import io.netfscache.ClientStats;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import io.netfscache.Volume;
import java.util.List;

/**
 * A client of a cache that ends with it.
 *
 * @param after is closed when the client is
 */
record ClosingCache(FsCache client, EmbeddedCache after) implements FsCache {
    @Override
    public Volume acquireVolume(String key, String cacheName, byte[] coherency) throws CacheException {
        return client.acquireVolume(key, cacheName, coherency);
    }

    @Override
    public ClientStats stats() {
        return client.stats();
    }

    @Override
    public List<NodeReport> nodes() {
        return client.nodes();
    }

    @Override
    public boolean awaitConnected(long timeoutMillis) throws InterruptedException {
        return client.awaitConnected(timeoutMillis);
    }

    @Override
    public void close() {
        client.close();
        after.close();
    }
}
