package io.netfscache.node;

import io.netfscache.node.cache.Cache;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.node.store.StoreConfig;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;

/** Opens the stores of a node's caches, each in its directory; they share what the node may have open. */
final class NodeStores implements Cache.Opener {
    private final NodeConfig config;
    private final ExecutorService disk;
    private final LongSupplier nanoClock;

    NodeStores(NodeConfig config, ExecutorService disk, LongSupplier nanoClock) {
        this.config = config;
        this.disk = disk;
        this.nanoClock = nanoClock;
    }

    @Override
    public BackingStore open(CacheConfig cache, boolean trusted) throws IOException {
        StoreConfig storeConfig = new StoreConfig(
                cache.directory(),
                config.chunkBytes(),
                cache.bstopPercent(),
                Math.max(1, config.openChunks() / config.caches().size()),
                cache.maxBytes());
        try {
            if (!trusted) {
                DirectoryStore.distrust(cache.directory());
            }
            return DirectoryStore.open(storeConfig, disk, nanoClock);
        } catch (IOException e) {
            throw Reasons.isOfDisk(e)
                    ? DataDirectory.unwritable("directory of cache " + cache.name(), cache.directory(), e)
                    : e;
        }
    }
}
