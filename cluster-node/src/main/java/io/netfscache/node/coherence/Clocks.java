package io.netfscache.node.coherence;

import java.util.function.LongSupplier;

/**
 * The two clocks of a machine.
 *
 * @param nanos monotonic; may stand still while the machine is suspended
 * @param wallMillis the time of day
 */
public record Clocks(LongSupplier nanos, LongSupplier wallMillis) {
    long now() {
        return nanos.getAsLong();
    }

    /** By how many milliseconds the clocks are apart: what changes when one of them jumps. */
    long apartMillis() {
        return wallMillis.getAsLong() - nanos.getAsLong() / 1_000_000;
    }
}
