package io.netfscache.cli;

import io.netfscache.CacheException;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.Origins.OriginPath;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Drops one file from the cache of the whole cluster. */
public final class Invalidation {
    /** More than the cluster's own deadline, whose error says more than ours. */
    private static final long WAIT_SECONDS =
            Limits.INVALIDATE_DEADLINE.plusSeconds(5).toSeconds();

    private Invalidation() {}

    /**
     * Drops what is cached of {@code at}; once this returns, no client reads bytes from before.
     *
     * @throws IOException when the cluster did not acknowledge it: the outcome is unknown
     */
    public static void invalidate(FsCache cache, OriginPath at) throws IOException, InterruptedException {
        // Netfs mounts with no coherency data; others would invalidate the volume.
        Volume volume = cache.acquireVolume(at.origin().volumeKey(), "", new byte[0]);
        OriginAttributes now = attributes(at);
        byte[] aux = now.aux().toArray();
        Cookie cookie = volume.acquireCookie(Set.of(), ObjectKeys.of(at), aux, now.size());
        if (cookie == Cookie.none()) {
            throw new IOException("the cluster takes no cookie for " + at.path() + ", nothing was invalidated");
        }
        await(cookie, now, at.path());
        cookie.relinquish(false);
        volume.relinquish(new byte[0], false);
    }

    private static void await(Cookie cookie, OriginAttributes now, String path)
            throws IOException, InterruptedException {
        byte[] aux = now.aux().isEmpty() ? null : now.aux().toArray();
        try {
            cookie.invalidate(aux, now.size(), Set.of()).toCompletableFuture().get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CacheException cause) {
                throw new IOException(path + " may not be invalidated: " + cause.getMessage(), cause);
            }
            throw new IOException(path + " may not be invalidated: " + FailureReport.describe(e), e);
        } catch (TimeoutException e) {
            throw new IOException(path + " may not be invalidated: no answer in " + WAIT_SECONDS + " s", e);
        }
    }

    /** What the origin has now; a file that is gone is cached as nothing. */
    private static OriginAttributes attributes(OriginPath at) throws IOException {
        try {
            OriginAttributes found = at.origin().stat(at.path());
            return new OriginAttributes(Math.max(0, found.size()), found.aux());
        } catch (NoSuchFileException e) {
            return new OriginAttributes(0, Bytes.EMPTY);
        }
    }
}
