package io.netfscache.contract;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** A client of a test. */
final class ContractClient implements AutoCloseable {
    /** Coherency data of the volumes and objects of tests that do not care. */
    static final byte[] AUX = {1};

    private final FsCache cache;
    private final String principal;

    ContractClient(FsCache cache, String principal) {
        this.cache = cache;
        this.principal = principal;
    }

    FsCache cache() {
        return cache;
    }

    /** The name by which the {@link Firewall} knows it. */
    String principal() {
        return principal;
    }

    /** A volume of no named cache. */
    Volume volume(String key) throws CacheException {
        return cache.acquireVolume(key, "", AUX);
    }

    /** The cookie {@code name} of {@code volume}, without advice. */
    static Cookie cookie(Volume volume, String name, long size) {
        return volume.acquireCookie(Set.of(), name.getBytes(StandardCharsets.UTF_8), AUX, size);
    }

    @Override
    public void close() {
        cache.close();
    }
}
