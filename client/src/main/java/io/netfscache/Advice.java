package io.netfscache;

/** Hints of {@link Volume#acquireCookie} (FSCACHE_ADV_*). */
public enum Advice {
    /** The object is one piece: cache all of it or nothing. */
    SINGLE_CHUNK,
    /** Local modifications are not copied to the cache. */
    WRITE_NOCACHE,
    /** The stored size of the object is wanted back. */
    WANT_CACHE_SIZE
}
