package io.netfscache.netfs;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * What time is for write-backs.
 *
 * @param clock nanoseconds that only go forward
 */
record WriteTime(LongSupplier clock, RandomGenerator random, Pause pause) {
    /** Waits in the calling thread. */
    interface Pause {
        void of(Duration wait) throws InterruptedException;
    }
}
