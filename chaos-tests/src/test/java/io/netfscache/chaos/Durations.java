package io.netfscache.chaos;

import java.util.List;
import java.util.Locale;

/** How long things took, for people to read: no test fails because of it. */
record Durations(int count, double medianMillis, double maxMillis) {
    static Durations ofNanos(List<Long> nanos) {
        List<Long> sorted = nanos.stream().sorted().toList();
        return sorted.isEmpty()
                ? new Durations(0, 0, 0)
                : new Durations(
                        sorted.size(), sorted.get(sorted.size() / 2) / 1e6, sorted.get(sorted.size() - 1) / 1e6);
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%d (median %.1f ms, longest %.1f ms)", count, medianMillis, maxMillis);
    }
}
