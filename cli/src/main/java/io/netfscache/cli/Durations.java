package io.netfscache.cli;

import java.time.Duration;

/** Lengths of time as people read them: the two largest units. */
final class Durations {
    private Durations() {}

    /** As in {@code 4 s}, {@code 3 min 20 s}, {@code 2 d 4 h}. */
    static String text(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return pair(seconds / 60, "min", seconds % 60, "s");
        }
        if (seconds < 86_400) {
            return pair(seconds / 3600, "h", seconds % 3600 / 60, "min");
        }
        return pair(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
    }

    private static String pair(long many, String large, long few, String small) {
        return many + " " + large + (few == 0 ? "" : " " + few + " " + small);
    }

    /** As a clock shows it: {@code 0:04}, {@code 1:02:03}. */
    static String clock(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        return seconds < 3600
                ? "%d:%02d".formatted(seconds / 60, seconds % 60)
                : "%d:%02d:%02d".formatted(seconds / 3600, seconds % 3600 / 60, seconds % 60);
    }
}
