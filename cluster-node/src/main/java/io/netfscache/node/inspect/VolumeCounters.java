package io.netfscache.node.inspect;

import io.netfscache.node.NodeLimits;
import io.netfscache.protocol.Traffic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What was read and stored of each volume on this node since it was started. The first {@link NodeLimits#KNOWN_VOLUMES}
 * volumes have counters of their own; all others together are {@link #OTHERS}. Safe for use by many threads; never blocks,
 * and counting allocates nothing once a volume is known.
 */
public final class VolumeCounters {
    /** Stands for the volumes beyond the limit; no volume key begins with a dot. */
    public static final String OTHERS = ".others";

    /** Of one volume; it was the {@code number}-th that this node met, from 0. */
    private static final class Counters {
        private final int number;
        private final LongAdder reads = new LongAdder();
        private final LongAdder misses = new LongAdder();
        private final LongAdder readBytes = new LongAdder();
        private final LongAdder storedBytes = new LongAdder();
        private final LongAdder readNanos = new LongAdder();
        private final LongAdder[] latencies = new LongAdder[Traffic.LATENCIES];

        private Counters(int number) {
            this.number = number;
            Arrays.setAll(latencies, i -> new LongAdder());
        }

        private void took(long nanos) {
            readNanos.add(Math.max(0, nanos));
            latencies[Traffic.latencyClass(nanos)].increment();
        }

        private Traffic traffic() {
            return new Traffic(
                    reads.sum(),
                    misses.sum(),
                    readBytes.sum(),
                    storedBytes.sum(),
                    readNanos.sum(),
                    Stream.of(latencies).map(LongAdder::sum).toList());
        }
    }

    private final LongSupplier nanoClock;
    private final Map<String, Counters> volumes = new ConcurrentHashMap<>();
    private final Counters others = new Counters(NodeLimits.KNOWN_VOLUMES);

    public VolumeCounters(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    private Counters of(String volumeKey) {
        Counters counters = volumes.get(volumeKey);
        if (counters != null) {
            return counters;
        }
        return volumes.size() < NodeLimits.KNOWN_VOLUMES ? add(volumeKey) : others;
    }

    /** One at a time, so that the limit holds and numbers are given once. */
    private synchronized Counters add(String volumeKey) {
        int number = volumes.size();
        return number < NodeLimits.KNOWN_VOLUMES
                ? volumes.computeIfAbsent(volumeKey, key -> new Counters(number))
                : volumes.getOrDefault(volumeKey, others);
    }

    /** When a read begins that is going to be counted. */
    public long now() {
        return nanoClock.getAsLong();
    }

    /** A read was answered with bytes. */
    public void hit(String volumeKey, int bytes, long begunNanos) {
        Counters counters = of(volumeKey);
        counters.reads.increment();
        counters.readBytes.add(bytes);
        counters.took(now() - begunNanos);
    }

    /** A read was answered with what is missing. */
    public void miss(String volumeKey, long begunNanos) {
        Counters counters = of(volumeKey);
        counters.misses.increment();
        counters.took(now() - begunNanos);
    }

    /** That many bytes are in the cache now that were not there before. */
    public void stored(String volumeKey, int bytes) {
        of(volumeKey).storedBytes.add(bytes);
    }

    /** The volume's figures now; of {@link #OTHERS}, those of all that have none of their own. */
    public Traffic traffic(String volumeKey) {
        Counters counters = volumeKey.equals(OTHERS) ? others : volumes.get(volumeKey);
        return counters == null ? Traffic.NONE : counters.traffic();
    }

    /** The volumes with the smallest keys, and {@link #OTHERS} if there are any of these. */
    public SortedMap<String, Traffic> smallest(int limit) {
        SortedMap<String, Traffic> smallest = new TreeMap<>();
        volumes.keySet().stream().sorted().limit(limit).forEach(key -> smallest.put(key, traffic(key)));
        Traffic rest = traffic(OTHERS);
        if (!rest.equals(Traffic.NONE)) {
            smallest.put(OTHERS, rest);
        }
        return smallest;
    }

    /** The volumes that were the first {@link NodeLimits#METRIC_VOLUMES}: metrics have a label for each of them. */
    public List<String> labelled() {
        return volumes.entrySet().stream()
                .filter(volume -> volume.getValue().number < NodeLimits.METRIC_VOLUMES)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** The figures of all volumes that are not {@link #labelled()}, together. */
    public Traffic unlabelled() {
        return volumes.values().stream()
                .filter(volume -> volume.number >= NodeLimits.METRIC_VOLUMES)
                .map(Counters::traffic)
                .reduce(others.traffic(), Traffic::plus);
    }
}
