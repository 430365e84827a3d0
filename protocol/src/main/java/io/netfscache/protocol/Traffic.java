package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;

/**
 * What the readers and writers of a volume have met: on one node since it was started, or on several together.
 *
 * @param reads READ frames answered with bytes
 * @param misses READ frames answered ENODATA
 * @param readBytes bytes of objects sent
 * @param storedBytes bytes stored; blocks that were present already do not count
 * @param readNanos time from the arrival of each of these reads and misses until its answer was handed over, together
 * @param latencies how many of them took how long, in {@link #LATENCIES} classes: number 0 is less than 1 microsecond,
 *     number {@code i} from 2^(i-1) to less than 2^i microseconds, and the last one whatever is longer, too
 */
public record Traffic(long reads, long misses, long readBytes, long storedBytes, long readNanos, List<Long> latencies) {
    /** Classes of latencies; the last one begins at 4.2 s. */
    public static final int LATENCIES = 24;
    /** Nobody has read or written. */
    public static final Traffic NONE = new Traffic(0, 0, 0, 0, 0, Collections.nCopies(LATENCIES, 0L));

    static final int BYTES = (5 + LATENCIES) * Long.BYTES;

    public Traffic {
        latencies = List.copyOf(latencies);
        if (latencies.size() != LATENCIES) {
            throw new IllegalArgumentException(latencies.size() + " classes of latencies; there are " + LATENCIES);
        }
    }

    /** The class of a latency, from 0. */
    public static int latencyClass(long nanos) {
        long micros = Math.max(0, TimeUnit.NANOSECONDS.toMicros(nanos));
        return Math.min(LATENCIES - 1, Long.SIZE - Long.numberOfLeadingZeros(micros));
    }

    /** Both together. */
    public Traffic plus(Traffic other) {
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < LATENCIES; i++) {
            sums.add(latencies.get(i) + other.latencies.get(i));
        }
        return new Traffic(
                reads + other.reads,
                misses + other.misses,
                readBytes + other.readBytes,
                storedBytes + other.storedBytes,
                readNanos + other.readNanos,
                sums);
    }

    /** Share of the reads that found their bytes, 0 to 1; empty before the first read. */
    public OptionalDouble hitRatio() {
        return reads + misses == 0 ? OptionalDouble.empty() : OptionalDouble.of(reads / (double) (reads + misses));
    }

    /** How long a read or miss took on the average; empty before the first. */
    public Optional<Duration> meanLatency() {
        return reads + misses == 0 ? Optional.empty() : Optional.of(Duration.ofNanos(readNanos / (reads + misses)));
    }

    /**
     * The power of two, in microseconds, below which at least that share of the reads and misses stayed; the largest one stands
     * for whatever is longer. Empty before the first.
     *
     * @param share 0 to 1: 0.99 for the 99th percentile
     */
    public Optional<Duration> latencyBelow(double share) {
        long all = latencies.stream().mapToLong(Long::longValue).sum();
        long seen = 0;
        for (int i = 0; i < LATENCIES && all > 0; i++) {
            seen += latencies.get(i);
            if (seen >= all * share) {
                return Optional.of(Duration.ofNanos(TimeUnit.MICROSECONDS.toNanos(1L << i)));
            }
        }
        return Optional.empty();
    }

    void encode(ByteBuf out) {
        out.writeLong(reads);
        out.writeLong(misses);
        out.writeLong(readBytes);
        out.writeLong(storedBytes);
        out.writeLong(readNanos);
        latencies.forEach(out::writeLong);
    }

    static Traffic decode(ByteBuf in) {
        long reads = Wire.readSize(in, "reads");
        long misses = Wire.readSize(in, "misses");
        long readBytes = Wire.readSize(in, "read bytes");
        long storedBytes = Wire.readSize(in, "stored bytes");
        long readNanos = Wire.readSize(in, "read time");
        List<Long> latencies = new ArrayList<>();
        for (int i = 0; i < LATENCIES; i++) {
            latencies.add(Wire.readSize(in, "latencies"));
        }
        return new Traffic(reads, misses, readBytes, storedBytes, readNanos, latencies);
    }
}
