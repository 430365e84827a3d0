package io.netfscache.cli.chaos.history;

import java.util.List;

/**
 * What the checker found in a history.
 *
 * @param tornReads torn or foreign
 * @param failedWritesSeen reads of versions whose writes were certainly not done
 * @param readsGoingBack older than what the same client had read before
 * @param problems the first 1000, in the order in which they show
 * @param callsWithoutEnd calls of any kind that were never answered
 * @param longestCallSeconds of all calls; one that was never answered lasted until the end of the run
 * @param longestCall which one that was; empty when there was none
 * @param unavailableSeconds the longest time in which the cluster was asked for invalidations and acknowledged none: from
 *     the first that was invoked after an acknowledgement, or from the acknowledgement when others were under way, to
 *     the next acknowledgement, pauses between tries included
 */
public record Verdict(
        Reads reads,
        Invalidations invalidations,
        long staleReads,
        long tornReads,
        long futureReads,
        long failedWritesSeen,
        long readsGoingBack,
        List<Problem> problems,
        long callsWithoutEnd,
        double longestCallSeconds,
        String longestCall,
        double unavailableSeconds) {

    public Verdict {
        problems = List.copyOf(problems);
    }

    /**
     * Reads by how they ended.
     *
     * @param checked gave bytes; the sum of the four sources
     * @param failed neither bytes nor a miss
     * @param cachedSoonAfterInvalidation from folios or cache, invoked at most 1 s after an acknowledgement for that file
     */
    public record Reads(
            long checked,
            long fromFolios,
            long fromCache,
            long fromOrigin,
            long fromSeveral,
            long misses,
            long failed,
            long cachedSoonAfterInvalidation) {}

    /** @param unknown those that never ended included */
    public record Invalidations(long completed, long failed, long unknown) {}

    /** Whether reads were checked and none was wrong. */
    public boolean ok() {
        return reads.checked() > 0 && staleReads + tornReads + futureReads + failedWritesSeen + readsGoingBack == 0;
    }

    /** The first 20 problems, and why nothing was proved when no read was checked. */
    public List<String> sentences() {
        if (reads.checked() == 0) {
            return List.of("no read gave any bytes: nothing has been checked");
        }
        return problems.stream()
                .limit(HistoryLimits.TOLD_PROBLEMS)
                .map(Problem::sentence)
                .toList();
    }
}
