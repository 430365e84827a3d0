package io.netfscache.node.sim;

import io.netfscache.protocol.Rules;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;

/** What many seeds came to. */
final class Tally {
    private final long seeds;
    private final Map<Oracle.Count, LongAdder> counts = new EnumMap<>(Oracle.Count.class);
    private final Map<Oracle.Fault, LongAdder> faults = new EnumMap<>(Oracle.Fault.class);
    private final Map<Long, List<String>> faulty = new ConcurrentSkipListMap<>();
    private final Set<String> sizes = new ConcurrentSkipListSet<>();
    private long wallMillis;

    private Tally(long seeds) {
        this.seeds = seeds;
        for (Oracle.Count count : Oracle.Count.values()) {
            counts.put(count, new LongAdder());
        }
        for (Oracle.Fault fault : Oracle.Fault.values()) {
            faults.put(fault, new LongAdder());
        }
    }

    static Tally of(long first, long seeds, Rules rules) {
        Tally tally = new Tally(seeds);
        long start = System.currentTimeMillis();
        LongStream.range(first, first + seeds)
                .parallel()
                .forEach(seed -> tally.add(seed, Simulation.run(seed, rules, false)));
        tally.wallMillis = System.currentTimeMillis() - start;
        return tally;
    }

    private void add(long seed, World world) {
        sizes.add(Simulation.nodes(seed) + "/" + Simulation.voters(seed));
        counts.forEach((count, sum) -> sum.add(world.oracle().counted(count)));
        faults.forEach((fault, sum) -> sum.add(world.oracle().found(fault)));
        if (!world.oracle().isClean()) {
            faulty.put(seed, List.copyOf(world.oracle().reports()));
        }
    }

    Map<Long, List<String>> faultySeeds() {
        return faulty;
    }

    long average(Oracle.Count count) {
        LongAdder sum = counts.get(count);
        return sum == null ? 0 : sum.sum() / seeds;
    }

    /** Reads per seed that no origin had a part in. */
    long servedFromCache() {
        return average(Oracle.Count.FOLIO_READS) + average(Oracle.Count.NODE_READS);
    }

    String summary() {
        long folios = average(Oracle.Count.FOLIO_READS);
        return "simulator: " + seeds + " seeds, nodes/voters " + sizes + "; per seed "
                + average(Oracle.Count.INVALIDATIONS_COMPLETED) + " completed invalidations ("
                + average(Oracle.Count.INVALIDATIONS_UNKNOWN) + " unknown, "
                + average(Oracle.Count.INVALIDATIONS_REFUSED) + " refused), "
                + servedFromCache() + " reads served from cache (" + folios
                + " from client folios), " + average(Oracle.Count.ORIGIN_READS) + " from the origin; " + faults + "; "
                + wallMillis + " ms";
    }
}
