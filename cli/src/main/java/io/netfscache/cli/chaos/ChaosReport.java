package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Verdict;
import io.netfscache.protocol.Sabotage;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The figures of a run, as they are printed with {@code --json}; the first fourteen in the order of the issue.
 *
 * @param faults by their names
 * @param readsChecked gave bytes, and each block was looked at
 * @param readsFromCache of them, from nodes of the cluster without the origin
 * @param readsFromFolios of them, from the client's own folios
 * @param readsFromCacheWithin1sOfInvalidation of those two, begun within a second of an acknowledgement for their file
 * @param tornReads of several versions, or with bytes of another place
 * @param unavailableSeconds the longest time in which invalidations were asked for and none was acknowledged
 * @param originRequests of readers and writers together
 * @param originBytes of all bodies
 * @param problems why it is not ok; empty when it is
 * @param folder where histories, logs and the timeline are; absent when they are gone
 */
record ChaosReport(
        long seed,
        Map<String, FaultCount> faults,
        Verdict.Invalidations invalidations,
        long readsChecked,
        long readsFromCache,
        long readsFromFolios,
        long readsFromCacheWithin1sOfInvalidation,
        long staleReads,
        long tornReads,
        double longestCallSeconds,
        double unavailableSeconds,
        boolean ok,
        int seconds,
        int nodes,
        int clients,
        @Nullable Sabotage sabotage,
        long readsFromOrigin,
        long readsFailed,
        long originRequests,
        long originBytes,
        List<String> problems,
        @Nullable String folder) {
    ChaosReport {
        faults = new TreeMap<>(faults);
        problems = List.copyOf(problems);
    }

    static ChaosReport of(
            ChaosOptions options,
            Map<String, FaultCount> faults,
            Verdict verdict,
            OriginTraffic traffic,
            List<String> problems) {
        Verdict.Reads reads = verdict.reads();
        return new ChaosReport(
                options.seed(),
                faults,
                verdict.invalidations(),
                reads.checked(),
                reads.fromCache(),
                reads.fromFolios(),
                reads.cachedSoonAfterInvalidation(),
                verdict.staleReads(),
                verdict.tornReads(),
                verdict.longestCallSeconds(),
                verdict.unavailableSeconds(),
                problems.isEmpty(),
                options.seconds(),
                options.nodes(),
                options.clients(),
                options.sabotage(),
                reads.fromOrigin() + reads.fromSeveral(),
                reads.failed() + reads.misses(),
                traffic.requests(),
                traffic.bytes(),
                problems,
                null);
    }

    /** The same, with the folder where its history stays. */
    ChaosReport in(@Nullable String where) {
        return new ChaosReport(
                seed,
                faults,
                invalidations,
                readsChecked,
                readsFromCache,
                readsFromFolios,
                readsFromCacheWithin1sOfInvalidation,
                staleReads,
                tornReads,
                longestCallSeconds,
                unavailableSeconds,
                ok,
                seconds,
                nodes,
                clients,
                sabotage,
                readsFromOrigin,
                readsFailed,
                originRequests,
                originBytes,
                problems,
                where);
    }
}
