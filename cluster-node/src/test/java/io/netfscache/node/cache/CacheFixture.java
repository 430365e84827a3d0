package io.netfscache.node.cache;

import io.netfscache.node.CacheConfig;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Caches on real directories, whose disks fail when a test says so, and whose time passes when it says so. */
final class CacheFixture {
    static final int SIZE = 8192;
    private static final ObjectGeneration NOW = new ObjectGeneration(new Generation(1, 1), new Generation(1, 2));

    final ManualTime time = new ManualTime();
    /** What opening a chunk throws; null: nothing. */
    volatile @Nullable IOException broken;

    private final Path folder;

    CacheFixture(Path folder) {
        this.folder = folder;
    }

    Path directory(String cache) {
        return folder.resolve(cache);
    }

    /** Caches of these names. */
    Caches open(String... names) throws IOException {
        List<CacheConfig> configs = Arrays.stream(names)
                .map(name -> new CacheConfig(name, directory(name), StoreConfig.NO_LIMIT, 0))
                .toList();
        return Caches.open(configs, new Cache.Ground(this::store, Runnable::run, time, time::nanos));
    }

    private BackingStore store(CacheConfig cache, boolean trusted) throws IOException {
        if (!trusted) {
            DirectoryStore.distrust(cache.directory());
        }
        BackingStore store = DirectoryStore.open(
                new StoreConfig(cache.directory(), Limits.DEFAULT_CHUNK_BYTES, 0, 10), Runnable::run, time::nanos);
        return (BackingStore) Proxy.newProxyInstance(
                BackingStore.class.getClassLoader(), new Class<?>[] {BackingStore.class}, (proxy, method, args) -> {
                    IOException error = broken;
                    if (error != null && method.getName().equals("open")) {
                        throw error;
                    }
                    try {
                        return method.invoke(store, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    /** An object of a volume that is kept in that cache; empty: in none in particular. */
    static ObjectIdentity object(String cacheName) {
        return new ObjectIdentity("volume", Bytes.utf8("key"), NOW, SIZE, Bytes.EMPTY, Bytes.EMPTY, cacheName);
    }

    /** Stores all of it. */
    static void fill(BackingStore store, ObjectIdentity object) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(SIZE).put(0, (byte) 7);
        store.write(object, 0, 0, bytes, Checksums.compute(bytes.duplicate()));
    }
}
