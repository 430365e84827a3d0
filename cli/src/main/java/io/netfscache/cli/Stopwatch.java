package io.netfscache.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Measures how long something takes. */
public final class Stopwatch {
    private final LongSupplier nanoClock;
    private final long start;

    Stopwatch(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
        this.start = nanoClock.getAsLong();
    }

    /** Seconds since the start, to the millisecond. */
    public double seconds() {
        return TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - start) / 1000.0;
    }
}
