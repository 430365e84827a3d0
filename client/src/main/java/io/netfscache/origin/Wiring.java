package io.netfscache.origin;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/** Where this package takes its time from; the only class of it that does. */
final class Wiring {
    private Wiring() {}

    /** Time of day, to compare with an origin's timestamps. */
    static InstantSource wallClock() {
        return InstantSource.system();
    }

    /** Nanoseconds that only go forward, for deadlines. */
    static LongSupplier clock() {
        return System::nanoTime;
    }
}
