package io.netfscache.cli;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;

/** How fast something grows: an average over the latest while. For use by one thread. */
final class RateMeter {
    private record Sample(long nanos, long value) {}

    private final long windowNanos;
    /** The oldest is the youngest that is not younger than the window, if there is one. */
    private final Deque<Sample> samples = new ArrayDeque<>();

    RateMeter(Duration window) {
        this.windowNanos = window.toNanos();
    }

    /** Takes note of a value; to be called a bounded number of times per window. */
    void sample(long nanos, long value) {
        samples.addLast(new Sample(nanos, value));
        while (samples.size() > 2 && nanos - second().nanos() >= windowNanos) {
            samples.removeFirst();
        }
    }

    private Sample second() {
        return samples.stream().skip(1).findFirst().orElseThrow();
    }

    /** Growth per second; 0 until there are two samples. */
    double perSecond() {
        if (samples.size() < 2) {
            return 0;
        }
        Sample first = samples.getFirst();
        Sample last = samples.getLast();
        long nanos = last.nanos() - first.nanos();
        return nanos <= 0 ? 0 : (last.value() - first.value()) * 1e9 / nanos;
    }
}
