package io.netfscache.nio;

import java.util.function.LongSupplier;

/** Where this package takes its time from; the only class of it that does. */
final class Wiring {
    private Wiring() {}

    /** Monotonic time in nanoseconds. */
    static LongSupplier clock() {
        return System::nanoTime;
    }
}
