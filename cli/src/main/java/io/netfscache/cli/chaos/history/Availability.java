package io.netfscache.cli.chaos.history;

import org.jspecify.annotations.Nullable;

/** Counts invalidations, and measures the longest time in which some were wanted and none was acknowledged. */
final class Availability {
    private long completed;
    private long failed;
    private long unknown;
    private long underWay;
    private long longestNanos;
    private long lastEnd;
    /** Since when an acknowledgement has been wanted. */
    private @Nullable Long wantedSince;

    void invoked(long at) {
        underWay++;
        if (wantedSince == null) {
            wantedSince = at;
        }
    }

    void ended(Event.Ended ended) {
        underWay--;
        lastEnd = ended.at();
        if (ended.answer() instanceof Answer.Ok) {
            completed++;
            longestNanos = longestGapNanos(ended.at());
            wantedSince = underWay > 0 ? ended.at() : null;
        } else if (ended.answer() instanceof Answer.Failed) {
            failed++;
        } else {
            unknown++;
        }
    }

    /** Until {@code end}, or until the last try ended when none has been under way since. */
    long longestGapNanos(long end) {
        long until = underWay > 0 ? end : lastEnd;
        return wantedSince == null ? longestNanos : Math.max(longestNanos, until - wantedSince);
    }

    Verdict.Invalidations invalidations() {
        return new Verdict.Invalidations(completed, failed, unknown + underWay);
    }
}
