package io.netfscache;

import io.netfscache.internal.NoCookie;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One object of a volume: usually one file. Safe for use by many threads. */
public interface Cookie {
    /** The cookie that caches nothing; stands for NULL of the C API. */
    static Cookie none() {
        return NoCookie.INSTANCE;
    }

    /**
     * Marks the cookie in use (fscache_use_cookie). Counts; the first use starts the look-up in the background, unless
     * the last {@link #unuse} was less than 10 s ago.
     *
     * <p>The cluster takes a modifier's mark away when it has not heard of this client for 30 s, and then gives the object
     * a new generation. So before each change of the origin the modifier begins a write ({@link #beginWrite}), which takes
     * the mark anew where it may be lost.
     *
     * @param willModify whether the caller is going to change the contents
     */
    void use(boolean willModify);

    /**
     * Takes one mark back (fscache_unuse_cookie).
     *
     * @param aux new coherency data, or null to leave them; a change is acknowledged before this returns
     * @param objectSize new size in bytes, or null to leave it
     * @throws IllegalStateException when it is not in use
     */
    void unuse(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException;

    /**
     * Gives the cookie back (fscache_relinquish_cookie).
     *
     * @param retire whether the object is deleted, cluster-wide
     * @throws IllegalStateException while it is in use
     */
    void relinquish(boolean retire) throws CacheException;

    /**
     * Begins reading: waits, at most 2 s, for a look-up or invalidation under way.
     *
     * @throws CacheException ENOBUFS when the object is not cached here; the reason says why
     */
    CacheOperation beginRead() throws CacheException;

    /**
     * Begins writing, like {@link #beginRead()}. While the cookie is in use with {@code willModify}, there is an operation
     * only when the modifier's mark is in the record: after any gap in the session a look-up sets it first. A modifier that
     * has not written for long asks {@link CacheOperation#isCurrent()}, and begins again when that is false, before it
     * writes to the origin.
     *
     * @throws CacheException ENOBUFS when the object is not cached here: the mark may be lost, and what is written to the
     *     origin now has to be followed by an {@link #invalidate} or {@link #update}
     */
    CacheOperation beginWrite() throws CacheException;

    /** Stores new coherency data or size, keeping the contents (fscache_update_cookie). Acknowledged before it returns. */
    void update(byte @Nullable [] aux, @Nullable Long objectSize) throws CacheException;

    /**
     * Drops what is cached of the object, everywhere (fscache_invalidate). Outstanding reads end with ESTALE at once;
     * the stage completes when no node and no client can serve older bytes, or with a {@link CacheException} ETIMEDOUT
     * after at most 30 s: outcome unknown. Works in every state of the cookie.
     *
     * @param aux new coherency data, or null to leave them
     * @param objectSize new size in bytes
     */
    CompletionStage<Void> invalidate(byte @Nullable [] aux, long objectSize, Set<InvalidateFlag> flags);

    /**
     * The object has another size now (fscache_resize_cookie). What lies beyond the smaller of the two sizes is dropped
     * everywhere, so that whoever shrinks and extends reads zeroes there. Acknowledged before it returns.
     *
     * @param newSize in bytes
     * @throws IllegalStateException when it is not in use
     * @throws CacheException ETIMEDOUT after at most 30 s: outcome unknown
     */
    void resize(long newSize) throws CacheException;

    /**
     * Size of the object in bytes: as it was given, until a look-up has told what the cluster has. With {@link
     * Advice#WANT_CACHE_SIZE} the look-up takes the cluster's size for right.
     */
    long objectSize();

    CookieState state();

    /** Whether caching of the object is on (fscache_cookie_enabled). */
    boolean enabled();
}
