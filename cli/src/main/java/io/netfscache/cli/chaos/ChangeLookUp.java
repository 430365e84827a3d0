package io.netfscache.cli.chaos;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import java.util.Arrays;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens what another session is changing, with the coherency data that it has at the origin now. When that is answered the
 * change is done, though its own session may still wait: whoever answers has carried the fence that was under way (COHERENCE
 * 3.5), or has made the change itself where the other's had not arrived. One thread.
 */
final class ChangeLookUp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeLookUp.class);

    private final FsCache cache;
    private final Origin origin;
    private final Volume volume;

    /** @param cache which is closed with this */
    ChangeLookUp(FsCache cache, Origin origin) throws CacheException {
        this.cache = cache;
        this.origin = origin;
        this.volume = cache.acquireVolume(origin.volumeKey(), "", new byte[0]);
    }

    /** Whether the cluster says that the file is what it is at the origin now; takes 2 s at most. */
    boolean finds(ChaosFile file, OriginAttributes now) {
        byte[] aux = now.aux().toArray();
        Cookie cookie = volume.acquireCookie(Set.of(), origin.objectKey(file.path()), aux, now.size());
        cookie.use(false);
        try (CacheOperation found = cookie.beginRead()) {
            return Arrays.equals(found.aux().toArray(), aux);
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("file", file.name()).setCause(e).log("a change was not looked up");
            return false;
        } finally {
            giveBack(cookie);
        }
    }

    /** The volume is not given back while it has cookies: {@link #close} tells of one that was not. */
    private static void giveBack(Cookie cookie) {
        try {
            cookie.unuse(null, null);
            cookie.relinquish(false);
        } catch (CacheException e) {
            LOG.atWarn().setCause(e).log("a cookie that was only looked up cannot be given back");
        }
    }

    @Override
    public void close() throws CacheException {
        try (cache) {
            volume.relinquish(new byte[0], false);
        }
    }
}
