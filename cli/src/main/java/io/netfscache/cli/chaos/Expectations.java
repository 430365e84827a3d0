package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What a run must show, so that one in which next to nothing happened does not pass. The figures are of 120 s, 8 clients; they
 * scale with the length of the run and, where clients make them, with their number up to that; docs/cli.md says it for users.
 *
 * @param faults that had their effect, at least
 * @param reads checked, at least
 * @param soon reads from the cache within a second of an acknowledgement, at least
 * @param cached share of the reads from the cache, its folios included, at least
 * @param completed share of the invalidations that were acknowledged, at least
 * @param failed share of the reads that gave no bytes, at most
 */
record Expectations(int faults, long reads, long soon, double cached, double completed, double failed) {
    private static final int SECONDS = 120;
    private static final long READS = 100_000;
    private static final long READS_SOON = 1000;
    private static final double CACHED = 0.5;
    private static final double COMPLETED = 0.7;
    /** The origin is always there: no read has failed in the runs that this was chosen by. */
    private static final double FAILED = 0.02;
    /** Of a cluster of which no majority is left while one node is gone, which is half of the time. */
    private static final double CACHED_OF_FEW_NODES = 0.2;

    private static final double COMPLETED_OF_FEW_NODES = 0.3;
    /** Of fewer clients than eight each fetches more of what has changed itself, and reads half as much for that. */
    private static final int FEW_CLIENTS = 2;
    /** Before the first fault and after the last, in which not even half of one fits. */
    private static final int SECONDS_WITHOUT_FAULTS = 10;

    private static final int SECONDS_PER_FAULT = 11;
    /** What is asked of a run with a broken rule, as a part of all: cut off and late it does less. */
    private static final int PART_OF_SABOTAGED = 10;

    static Expectations of(ChaosOptions options) {
        boolean oneMayGo = options.nodes() > 2;
        return new Expectations(
                Math.max(1, (options.seconds() - SECONDS_WITHOUT_FAULTS) / SECONDS_PER_FAULT),
                (long) (READS * load(options) / (options.clients() < ChaosLimits.CLIENTS ? FEW_CLIENTS : 1)),
                (long) (READS_SOON * load(options)),
                oneMayGo ? CACHED : CACHED_OF_FEW_NODES,
                oneMayGo ? COMPLETED : COMPLETED_OF_FEW_NODES,
                FAILED);
    }

    /**
     * What a run must show for its finding nothing to say anything: that it is slow or often fails is the rule's matter.
     *
     * @param planned faults
     */
    static Expectations ofSabotaged(ChaosOptions options, int planned) {
        Expectations usual = of(options);
        return new Expectations(
                Math.min(1, planned), usual.reads / PART_OF_SABOTAGED, usual.soon / PART_OF_SABOTAGED, 0, 0, 1);
    }

    private static double load(ChaosOptions options) {
        return Math.min(1.0, (double) options.clients() / ChaosLimits.CLIENTS) * options.seconds() / SECONDS;
    }

    /** In words; empty when everything is as it should be. */
    List<String> problems(Map<String, FaultCount> counts, Verdict verdict) {
        List<String> problems = new ArrayList<>();
        int effective = counts.values().stream().mapToInt(FaultCount::effective).sum();
        atLeast(problems, "effective faults", effective, faults);
        Verdict.Reads seen = verdict.reads();
        atLeast(problems, "checked reads", seen.checked(), reads);
        long inCache = seen.fromCache() + seen.fromFolios();
        atLeast(problems, "reads from the cache", inCache, (long) (cached * seen.checked()));
        atLeast(
                problems,
                "reads from the cache within 1 s of an acknowledged invalidation",
                seen.cachedSoonAfterInvalidation(),
                soon);
        Verdict.Invalidations told = verdict.invalidations();
        long all = told.completed() + told.failed() + told.unknown();
        atLeast(problems, "completed invalidations", told.completed(), (long) Math.ceil(completed * all));
        long without = seen.failed() + seen.misses();
        atMost(problems, "reads without bytes", without, (long) (failed * (seen.checked() + without)));
        return problems;
    }

    private static void atLeast(List<String> problems, String what, long found, long least) {
        if (found < least) {
            problems.add("too few " + what + ": " + found + ", expected " + least + " or more");
        }
    }

    private static void atMost(List<String> problems, String what, long found, long most) {
        if (found > most) {
            problems.add("too many " + what + ": " + found + ", expected " + most + " or fewer");
        }
    }
}
