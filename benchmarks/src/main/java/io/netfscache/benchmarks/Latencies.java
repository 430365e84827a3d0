package io.netfscache.benchmarks;

import java.util.List;

/** What is usual and what one in a hundred exceeds, in microseconds. */
record Latencies(double medianMicros, double p99Micros) {
    static Latencies ofNanos(List<Long> nanos) {
        if (nanos.isEmpty()) {
            throw new IllegalArgumentException("nothing was measured");
        }
        List<Long> sorted = nanos.stream().sorted().toList();
        return new Latencies(micros(sorted, 50), micros(sorted, 99));
    }

    private static double micros(List<Long> sorted, int percent) {
        int index = (int) ((long) sorted.size() * percent / 100);
        return Math.round(sorted.get(index) / 100.0) / 10.0;
    }
}
