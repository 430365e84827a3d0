package io.netfscache.internal;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Time that stands still until a test moves it. */
final class ManualClock implements LongSupplier {
    private final AtomicLong now = new AtomicLong(1_000_000_000L);

    @Override
    public long getAsLong() {
        return now.get();
    }

    /** The time of day goes with it. */
    long millis() {
        return now.get() / 1_000_000;
    }

    void advance(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
