package io.netfscache.node.cache;

import io.netfscache.node.CacheConfig;
import io.netfscache.node.NodeException;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.StoreStats;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.WithdrawCache;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The caches of a node, in the order in which it was given them. Any thread; only opening and closing block. */
public final class Caches implements Stores, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Caches.class);

    private final List<Cache> all;

    private Caches(List<Cache> all) {
        this.all = all;
    }

    /**
     * Opens them. One that cannot be opened comes into service later, if another one can be opened now.
     *
     * @throws IOException when none can be opened; the message is that of the first
     */
    public static Caches open(List<CacheConfig> configs, Cache.Ground ground) throws IOException {
        Caches caches = new Caches(
                configs.stream().map(config -> new Cache(config, ground)).toList());
        Map<Cache, IOException> failures = new LinkedHashMap<>();
        for (Cache cache : caches.all) {
            try {
                cache.open();
            } catch (IOException e) {
                failures.put(cache, e);
            }
        }
        if (failures.size() == configs.size()) {
            throw failures.values().iterator().next();
        }
        failures.forEach((cache, error) -> {
            log.atError()
                    .log("cache {} is out of service until it can be opened: {}", cache.name(), error.getMessage());
            cache.openLater(error);
        });
        return caches;
    }

    @Override
    public BackingStore storeOf(ObjectIdentity object) {
        String name = object.cacheName();
        if (!name.isEmpty()) {
            Cache cache = named(name);
            BackingStore store = cache.store();
            if (store == null) {
                throw cache.refusal();
            }
            return store;
        }
        for (Cache cache : all) {
            BackingStore store = cache.store();
            if (store != null) {
                return store;
            }
        }
        throw all.get(0).refusal();
    }

    private Cache named(String name) {
        for (Cache cache : all) {
            if (cache.name().equals(name)) {
                return cache;
            }
        }
        throw new NodeException(
                ErrorCode.ENOBUFS,
                Reason.NO_SUCH_CACHE,
                "this node has no cache \"" + name + "\"; it has " + String.join(", ", names()));
    }

    @Override
    public List<BackingStore> online() {
        return all.stream().map(Cache::store).filter(Objects::nonNull).toList();
    }

    @Override
    public void requireAll() {
        for (Cache cache : all) {
            if (cache.store() == null) {
                throw cache.refusal();
            }
        }
    }

    @Override
    public String usual() {
        return all.get(0).name();
    }

    public List<Cache> all() {
        return all;
    }

    public List<String> names() {
        return all.stream().map(Cache::name).toList();
    }

    /** Takes a cache out of service, or puts it back, as {@link WithdrawCache} says; fails with a {@link NodeException}. */
    public CompletionStage<Ok> change(WithdrawCache request) {
        Cache cache = named(request.cacheName());
        return (request.online() ? cache.resume() : cache.withdraw()).thenApply(done -> new Ok());
    }

    /** Bytes of objects in the caches that are in service. */
    public long presentBytes() {
        return stats().stream().mapToLong(StoreStats::presentBytes).sum();
    }

    /** Chunk files in the caches that are in service. */
    public long chunks() {
        return stats().stream().mapToLong(StoreStats::chunks).sum();
    }

    private List<StoreStats> stats() {
        return online().stream().map(BackingStore::stats).toList();
    }

    /** All of them, also when one cannot be closed. */
    @Override
    public void close() throws IOException {
        List<IOException> failures = new ArrayList<>();
        for (Cache cache : all) {
            try {
                cache.close();
            } catch (IOException e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }
}
