package io.netfscache;

/** Told once how an asynchronous read or write ended (netfs_io_terminated_t). */
@FunctionalInterface
public interface IoTerminated {
    /**
     * Called exactly once, also for errors found before anything was sent, on any thread; must not block, and what it
     * throws is only logged.
     *
     * @param transferred bytes read or written; meaningless when {@code error} is not null
     * @param error what went wrong, or null
     * @param wasAsync false while the call that started the I/O has not returned and this is its thread; else true
     */
    void terminated(int transferred, @org.jspecify.annotations.Nullable CacheException error, boolean wasAsync);
}
