package io.netfscache.cli.chaos;

import java.time.Duration;
import java.util.SplittableRandom;

/** Which answers of the origin are late, by a seed. Thread-safe. */
final class LateAnswers {
    private final SplittableRandom random;
    private final int answersPerLate;
    private final Duration longest;
    private final boolean withoutBody;

    private LateAnswers(long seed, int answersPerLate, Duration longest, boolean withoutBody) {
        this.random = new SplittableRandom(seed);
        this.answersPerLate = answersPerLate;
        this.longest = longest;
        this.withoutBody = withoutBody;
    }

    static LateAnswers some(long seed) {
        return new LateAnswers(seed, ChaosLimits.ANSWERS_PER_LATE, ChaosLimits.MAX_LATE, true);
    }

    /** All that have bodies, and so late that files change while they are read. */
    static LateAnswers allBodies(long seed) {
        return new LateAnswers(seed, 1, ChaosLimits.MAX_LATE_OF_BODIES, false);
    }

    /** How late the next one is, if it has a body or if others may be late too. */
    synchronized Duration next(boolean body) {
        return (body || withoutBody) && random.nextInt(answersPerLate) == 0
                ? Duration.ofNanos(random.nextLong(longest.toNanos()))
                : Duration.ZERO;
    }
}
