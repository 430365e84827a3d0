package io.netfscache;

/** Told once how an asynchronous read or write ended (netfs_io_terminated_t). */
@FunctionalInterface
public interface IoTerminated {
    /**
     * Called exactly once, also for errors found before anything was sent; must not block.
     *
     * @param transferred bytes read or written; meaningless when {@code error} is not null
     * @param error what went wrong, or null
     * @param wasAsync whether the call comes from another thread than the one that started the operation
     */
    void terminated(int transferred, @org.jspecify.annotations.Nullable CacheException error, boolean wasAsync);
}
