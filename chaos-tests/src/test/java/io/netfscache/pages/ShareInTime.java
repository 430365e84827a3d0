package io.netfscache.pages;

import java.util.List;
import java.util.Locale;

/** Prints what share of the reads came from the cluster in each part of a long run: it is not to fall with the time. */
final class ShareInTime implements Runnable {
    private static final int MAX_PARTS = 10;
    private static final long MIN_PART = 10_000;

    private final List<Pair> pairs;
    private final long operationsPerPart;
    private long operations;
    private long reads;
    private long clusterReads;

    ShareInTime(Plan plan, List<Pair> pairs) {
        this.pairs = pairs;
        this.operationsPerPart = Math.max(MIN_PART, plan.operations() / MAX_PARTS);
    }

    /** Looks whether a part has ended; to be called every now and then. */
    @Override
    public void run() {
        long operationsNow = pairs.stream().mapToLong(Pair::operations).sum();
        if (operationsNow - operations < operationsPerPart) {
            return;
        }
        long readsNow = pairs.stream().mapToLong(Pair::reads).sum();
        long clusterReadsNow = pairs.stream().mapToLong(Pair::clusterReads).sum();
        System.out.printf(
                Locale.ROOT,
                "operations %,d to %,d: %.1f %% of the reads from the cluster%n",
                operations,
                operationsNow,
                100.0 * (clusterReadsNow - clusterReads) / Math.max(1, readsNow - reads));
        operations = operationsNow;
        reads = readsNow;
        clusterReads = clusterReadsNow;
    }
}
