package io.netfscache.netfs;

import io.netfscache.CacheException;
import io.netfscache.CacheOperation;
import io.netfscache.Cookie;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The modifier's mark in the record while an origin is slow. As long as the operation that it was taken with is current the
 * session has had no gap and the mark is there; when that was too long ago it is taken anew before the origin is written again
 * (COHERENCE 7.2), so that the cluster notices should this client die half-way. What was captured before stays stale, so
 * that all that is cached of the file goes at the end. Used by one thread.
 */
final class ModifierMark {
    private static final Logger LOG = LoggerFactory.getLogger(ModifierMark.class);

    private final Cookie cookie;
    private final BooleanSupplier isCurrent;
    private final LongSupplier clock;
    private long lastSure;

    /**
     * @param isCurrent of the operation that the mark was taken with
     * @param taken before that, on {@code clock}
     */
    ModifierMark(Cookie cookie, BooleanSupplier isCurrent, LongSupplier clock, long taken) {
        this.cookie = cookie;
        this.isCurrent = isCurrent;
        this.clock = clock;
        this.lastSure = taken;
    }

    /** To be called before each write to the origin. Without a node that could be told the origin is written all the same. */
    void keep() {
        long now = clock.getAsLong();
        if (isCurrent.getAsBoolean()) {
            lastSure = now;
        } else if (now - lastSure >= NetfsLimits.MARK_LASTS.toNanos()) {
            takeAnew();
            lastSure = now;
        }
    }

    private void takeAnew() {
        try (CacheOperation again = cookie.beginWrite()) {
            LOG.atDebug()
                    .addKeyValue("cookie", cookie)
                    .addKeyValue("generation", again.generation())
                    .log("modifier's mark taken anew");
        } catch (CacheException e) {
            LOG.atDebug().addKeyValue("cookie", cookie).setCause(e).log("modifier's mark not taken anew");
        }
    }
}
