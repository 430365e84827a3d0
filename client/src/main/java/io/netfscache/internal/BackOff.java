package io.netfscache.internal;

import java.util.random.RandomGenerator;

/** Growing waits with jitter, so that clients that lost the same node do not come back at the same moment. */
final class BackOff {
    private final RandomGenerator random;
    private int failures;

    BackOff(RandomGenerator random) {
        this.random = random;
    }

    /** The wait after one more failure: half to all of a time that doubles up to {@link ClientLimits#MAX_BACK_OFF}. */
    synchronized long nextNanos() {
        long longest = ClientLimits.MIN_BACK_OFF.toNanos() << Math.min(failures++, 10);
        long nanos = Math.min(longest, ClientLimits.MAX_BACK_OFF.toNanos());
        return nanos / 2 + random.nextLong(nanos / 2);
    }

    synchronized void reset() {
        failures = 0;
    }
}
