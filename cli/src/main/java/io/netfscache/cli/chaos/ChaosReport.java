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
 * @param sabotage the rule that was broken; absent when all were kept
 * @param control the rule whose run this is the control of: all were kept, and less is asked of it
 * @param readsGoingBack gave a version older than the same client had read before
 * @param originRequests of readers and writers together
 * @param originRequestsOfReaders of readers alone
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
        @Nullable Sabotage control,
        long readsGoingBack,
        long readsFromOrigin,
        long readsFailed,
        long originRequests,
        long originRequestsOfReaders,
        long originBytes,
        List<String> problems,
        @Nullable String folder) {
    ChaosReport {
        faults = new TreeMap<>(faults);
        problems = List.copyOf(problems);
    }

    /** One without problems. */
    static ChaosReport of(
            ChaosOptions options,
            Map<String, FaultCount> faults,
            Verdict verdict,
            OriginTraffic traffic,
            long requestsOfReaders) {
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
                true,
                options.seconds(),
                options.nodes(),
                options.clients(),
                options.control() ? null : options.sabotage(),
                options.control() ? options.sabotage() : null,
                verdict.readsGoingBack(),
                reads.fromOrigin() + reads.fromSeveral(),
                reads.failed() + reads.misses(),
                traffic.requests(),
                requestsOfReaders,
                traffic.bytes(),
                List.of(),
                null);
    }

    /** Whether reads were wrong as they are when a rule of coherence is broken. */
    boolean foundWrongReads() {
        return staleReads + tornReads + readsGoingBack > 0;
    }

    /** The same, with the folder where its history stays. */
    ChaosReport in(@Nullable String where) {
        return with(problems, where);
    }

    /** The same; it is not ok when there are problems. */
    ChaosReport with(List<String> all) {
        return with(all, folder);
    }

    private ChaosReport with(List<String> all, @Nullable String where) {
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
                all.isEmpty(),
                seconds,
                nodes,
                clients,
                sabotage,
                control,
                readsGoingBack,
                readsFromOrigin,
                readsFailed,
                originRequests,
                originRequestsOfReaders,
                originBytes,
                all,
                where);
    }
}
