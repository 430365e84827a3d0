package io.netfscache;

/** Hints of {@link Volume#acquireCookie} (FSCACHE_ADV_*). */
public enum Advice {
    /**
     * The object is one piece: while any block of it is missing, reads find all of it missing, and nothing of an object
     * that is larger than a chunk is cached (ENOBUFS).
     */
    SINGLE_CHUNK,
    /** Local modifications are copied to the cache. So it is without any advice; {@link #WRITE_NOCACHE} wins over it. */
    WRITE_CACHE,
    /**
     * Local modifications are not copied to the cache: while the cookie is held with {@code willModify} writes get ENOBUFS,
     * and storing new coherency data or a new size drops what is cached. Fills go on.
     */
    WRITE_NOCACHE,
    /** The stored size of the object is right, and is wanted back: {@link Cookie#objectSize()} after the look-up. */
    WANT_CACHE_SIZE
}
