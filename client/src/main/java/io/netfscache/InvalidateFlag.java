package io.netfscache;

/** Flags of {@link Cookie#invalidate} (FSCACHE_INVAL_*). */
public enum InvalidateFlag {
    /** Somebody writes past the cache: caching of the object stays off until its last user has closed it. */
    DIO_WRITE
}
