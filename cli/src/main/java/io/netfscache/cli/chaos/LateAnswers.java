package io.netfscache.cli.chaos;

import java.time.Duration;
import java.util.SplittableRandom;

/** Which answers of the origin are late, by a seed. Thread-safe. */
final class LateAnswers {
    private final SplittableRandom random;

    LateAnswers(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** How late the next one is; mostly zero. */
    synchronized Duration next() {
        return random.nextInt(ChaosLimits.ANSWERS_PER_LATE) == 0
                ? Duration.ofNanos(random.nextLong(ChaosLimits.MAX_LATE.toNanos()))
                : Duration.ZERO;
    }
}
