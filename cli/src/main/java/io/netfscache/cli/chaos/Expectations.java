package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run must show, so that one in which next to nothing happened does not pass. The figures are of 120 s, 8 clients; they
 * scale with the length of the run and, where clients make them, with their number.
 *
 * @param faults that had their effect, at least
 * @param reads checked, at least
 * @param soon reads from the cache within a second of an acknowledgement, at least
 */
record Expectations(int faults, long reads, long soon) {
    private static final int SECONDS = 120;
    private static final int CLIENTS = 8;
    private static final int FAULTS = 10;
    private static final long READS = 100_000;
    private static final long READS_SOON = 1000;
    /** Of all reads: from the cache, its folios included. */
    private static final double CACHED = 0.5;
    /** Of all invalidations. */
    private static final double COMPLETED = 0.7;

    static Expectations of(ChaosOptions options) {
        double length = (double) options.seconds() / SECONDS;
        double load = length * Math.min(1.0, (double) options.clients() / CLIENTS);
        return new Expectations((int) (FAULTS * length), (long) (READS * load), (long) (READS_SOON * load));
    }

    /** In words; empty when everything is as it should be. */
    List<String> problems(Map<String, FaultCount> counts, Verdict verdict) {
        List<String> problems = new ArrayList<>();
        int effective = counts.values().stream().mapToInt(FaultCount::effective).sum();
        atLeast(problems, "effective faults", effective, faults);
        Verdict.Reads seen = verdict.reads();
        atLeast(problems, "checked reads", seen.checked(), reads);
        long cached = seen.fromCache() + seen.fromFolios();
        atLeast(problems, "reads from the cache", cached, (long) (CACHED * seen.checked()));
        atLeast(
                problems,
                "reads from the cache within 1 s of an acknowledged invalidation",
                seen.cachedSoonAfterInvalidation(),
                soon);
        Verdict.Invalidations told = verdict.invalidations();
        long all = told.completed() + told.failed() + told.unknown();
        atLeast(problems, "completed invalidations", told.completed(), (long) Math.ceil(COMPLETED * all));
        return problems;
    }

    private static void atLeast(List<String> problems, String what, long found, long least) {
        if (found < least) {
            problems.add("too few " + what + ": " + found + ", expected " + least + " or more");
        }
    }
}
