package io.netfscache.cli.chaos.history;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Counts what the checker finds. */
final class Tally {
    private final Map<Answer.Source, Long> reads = new EnumMap<>(Answer.Source.class);
    private final Map<Problem.Kind, Long> wrong = new EnumMap<>(Problem.Kind.class);
    private final List<Problem> problems = new ArrayList<>();
    private final Availability availability = new Availability();
    private long misses;
    private long failedReads;
    private long cachedSoon;
    private long tornOrForeign;
    private long longestNanos;
    private Event.@Nullable Invoked longest;

    void called(Event.Invoked invoked, long endedAt) {
        if (longest == null || endedAt - invoked.at() > longestNanos) {
            longestNanos = endedAt - invoked.at();
            longest = invoked;
        }
    }

    void invalidateInvoked(long at) {
        availability.invoked(at);
    }

    void invalidateEnded(Event.Ended ended) {
        availability.ended(ended);
    }

    void readWithoutBytes(Answer answer) {
        if (answer instanceof Answer.Miss) {
            misses++;
        } else {
            failedReads++;
        }
    }

    /** @param soon whether an invalidation of the file was acknowledged just before the read was invoked */
    void read(Answer.Source source, boolean soon, List<Problem> found) {
        reads.merge(source, 1L, Long::sum);
        if (soon && (source == Answer.Source.FOLIOS || source == Answer.Source.CACHE)) {
            cachedSoon++;
        }
        found.forEach(this::problem);
        if (found.stream()
                .anyMatch(problem -> problem.kind() == Problem.Kind.TORN || problem.kind() == Problem.Kind.FOREIGN)) {
            tornOrForeign++;
        }
    }

    void problem(Problem problem) {
        wrong.merge(problem.kind(), 1L, Long::sum);
        if (problems.size() < HistoryLimits.KEPT_PROBLEMS) {
            problems.add(problem);
        }
    }

    Verdict verdict(long start, long end, long open) {
        return new Verdict(
                new Verdict.Reads(
                        reads.values().stream().mapToLong(Long::longValue).sum(),
                        reads(Answer.Source.FOLIOS),
                        reads(Answer.Source.CACHE),
                        reads(Answer.Source.ORIGIN),
                        reads(Answer.Source.SEVERAL),
                        misses,
                        failedReads,
                        cachedSoon),
                availability.invalidations(),
                wrong(Problem.Kind.STALE),
                tornOrForeign,
                wrong(Problem.Kind.FUTURE),
                wrong(Problem.Kind.FAILED_WRITE),
                wrong(Problem.Kind.BACK),
                problems,
                open,
                longestNanos / 1e9,
                longest == null
                        ? ""
                        : "%s: %s, at %s"
                                .formatted(longest.client(), longest.call(), SeenRead.seconds(longest.at(), start)),
                availability.longestGapNanos(end) / 1e9);
    }

    private long reads(Answer.Source source) {
        return reads.getOrDefault(source, 0L);
    }

    private long wrong(Problem.Kind kind) {
        return wrong.getOrDefault(kind, 0L);
    }
}
