package io.netfscache.cli.chaos;

import java.time.Duration;
import java.util.SplittableRandom;

/** Which answers of the origin are late, by a seed. Thread-safe. */
final class LateAnswers {
    private final SplittableRandom random;
    private final int answersPerLate;
    private final Duration longest;
    private final int wholeBodyBytes;

    private LateAnswers(long seed, int answersPerLate, Duration longest, int wholeBodyBytes) {
        this.random = new SplittableRandom(seed);
        this.answersPerLate = answersPerLate;
        this.longest = longest;
        this.wholeBodyBytes = wholeBodyBytes;
    }

    static LateAnswers some(long seed) {
        return new LateAnswers(seed, ChaosLimits.ANSWERS_PER_LATE, ChaosLimits.MAX_LATE, ChaosLimits.WHOLE_BODY_BYTES);
    }

    /** So many and so late that files change while they are asked about. */
    static LateAnswers many(long seed) {
        return new LateAnswers(seed, 2, ChaosLimits.MAX_LATE_OF_MANY, VersionedBlock.BYTES);
    }

    /** Larger bodies are put together piece by piece while they are late. */
    int wholeBodyBytes() {
        return wholeBodyBytes;
    }

    /** How late the next one is; mostly zero, unless there are to be many. */
    synchronized Duration next() {
        return random.nextInt(answersPerLate) == 0
                ? Duration.ofNanos(random.nextLong(longest.toNanos()))
                : Duration.ZERO;
    }
}
