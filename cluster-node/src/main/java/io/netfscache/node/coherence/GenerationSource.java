package io.netfscache.node.coherence;

import io.netfscache.protocol.Generation;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * Proposes generations for requests: the counter is at least the wall clock's milliseconds times 65,536 and higher than
 * any that this node has seen, the nonce is random (COHERENCE 1.2). The record's processor raises the counter above the
 * record's own. Safe for use by many threads if the random source is.
 */
public final class GenerationSource {
    private final LongSupplier wallMillis;
    private final RandomGenerator random;
    private final AtomicLong highest = new AtomicLong();

    public GenerationSource(LongSupplier wallMillis, RandomGenerator random) {
        this.wallMillis = wallMillis;
        this.random = random;
    }

    public Generation next() {
        long clock = wallMillis.getAsLong() << 16;
        long counter = highest.updateAndGet(seen -> Math.max(seen + 1, clock));
        return new Generation(counter, random.nextLong());
    }

    /** Hours from 1970 to now. */
    public int hours() {
        return (int) (wallMillis.getAsLong() / 3_600_000);
    }

    /** Takes note of a generation that came from elsewhere. */
    public void seen(Generation generation) {
        highest.accumulateAndGet(generation.counter(), Math::max);
    }
}
