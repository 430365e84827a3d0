package io.netfscache.cli.chaos;

import java.time.Duration;

/**
 * How long a fault is in force, on the monotonic clock in nanoseconds.
 *
 * @param due when it is mended if its effect has been seen by then
 * @param latest when it is mended in any case: on a busy machine the effect may take longer to show
 */
record FaultTerm(long due, long latest) {
    static FaultTerm of(long inForceSince, Duration duration) {
        long due = inForceSince + duration.toNanos();
        return new FaultTerm(due, due + ChaosLimits.EFFECT_WAIT.toNanos());
    }

    boolean isOver(long now, boolean effective) {
        return now - (effective ? due : latest) >= 0;
    }
}
