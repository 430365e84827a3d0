package io.netfscache.netfs;

import io.netfscache.Cookie;
import io.netfscache.InvalidateFlag;
import io.netfscache.Volume;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import java.io.IOException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Drops what is cached of files, everywhere, and waits until no node and no client can serve it. */
final class Invalidations {
    private static final byte[] NO_COHERENCY = {};

    private final Origin origin;
    private final Volume volume;

    Invalidations(Origin origin, Volume volume) {
        this.origin = origin;
        this.volume = volume;
    }

    /** The file has become another one, which this client knows. */
    void changed(FileNode inode, OriginAttributes made, Set<InvalidateFlag> flags) throws IOException {
        byte[] aux = made.cacheable() ? made.aux().toArray() : null;
        Cookie cookie = inode.cookie();
        if (cookie == Cookie.none()) {
            byKey(inode.path(), aux, Math.max(0, made.size()), flags);
        } else {
            of(cookie, aux, Math.max(0, made.size()), inode.path(), flags);
        }
    }

    /** Of a file that nobody here has a cookie of. */
    void byKey(String path, byte @Nullable [] aux, long size, Set<InvalidateFlag> flags) throws IOException {
        Cookie own = volume.acquireCookie(Set.of(), origin.objectKey(path), aux == null ? NO_COHERENCY : aux, size);
        try {
            of(own, aux, size, path, flags);
        } finally {
            own.relinquish(false);
        }
    }

    /** @param aux new coherency data; null to leave them */
    void of(Cookie cookie, byte @Nullable [] aux, long size, String path, Set<InvalidateFlag> flags)
            throws IOException {
        if (cookie == Cookie.none() && volume != Volume.none()) {
            throw new IOException(path + " was not invalidated: the client is closed, or another thread invalidates it;"
                    + " try again");
        }
        try {
            Void unused = cookie.invalidate(aux, size, flags)
                    .toCompletableFuture()
                    .get(NetfsLimits.INVALIDATE_WAIT.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException io ? io : new IOException(e.getCause());
        } catch (TimeoutException e) {
            throw new IOException("invalidation of " + path + ": outcome unknown", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new java.io.InterruptedIOException("invalidation of " + path + " was interrupted");
        }
    }
}
