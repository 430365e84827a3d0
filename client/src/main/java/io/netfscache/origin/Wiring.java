package io.netfscache.origin;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Where this package takes its time and randomness from; the only class of it that does. */
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

    /** For the jitter of back-offs. */
    static RandomGenerator random() {
        return new Random();
    }

    /** Waits in the calling thread; an interrupt ends it. */
    static void pause(Duration wait) throws InterruptedIOException {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting to try again");
        }
    }

    /**
     * Has something done, briefly and by a thread of the JDK, when that time has passed.
     *
     * @return calls it off
     */
    static Runnable alarm(Duration after, Runnable action) {
        CompletableFuture<Boolean> calledOff =
                new CompletableFuture<Boolean>().completeOnTimeout(false, after.toNanos(), TimeUnit.NANOSECONDS);
        calledOff.thenAccept(off -> {
            if (!off) {
                action.run();
            }
        });
        return () -> calledOff.complete(true);
    }
}
