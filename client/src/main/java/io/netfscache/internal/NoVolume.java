package io.netfscache.internal;

import io.netfscache.Advice;
import io.netfscache.ChunkLocation;
import io.netfscache.Cookie;
import io.netfscache.Volume;
import io.netfscache.protocol.Reason;
import java.util.List;
import java.util.Set;

/** The volume that caches nothing. */
public final class NoVolume implements Volume {
    public static final NoVolume INSTANCE = new NoVolume();

    private NoVolume() {}

    @Override
    public String key() {
        return "";
    }

    @Override
    public Cookie acquireCookie(Set<Advice> advice, byte[] key, byte[] aux, long objectSize) {
        return Cookie.none();
    }

    @Override
    public List<ChunkLocation> locate(byte[] key) {
        return List.of();
    }

    @Override
    public void noteNotCached(byte[] key, Reason reason) {}

    @Override
    public void relinquish(byte[] coherency, boolean invalidate) {}
}
