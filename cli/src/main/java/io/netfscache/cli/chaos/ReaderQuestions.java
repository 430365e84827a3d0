package io.netfscache.cli.chaos;

import io.netfscache.cli.chaos.history.Verdict;
import java.util.List;
import java.util.Map;

/**
 * What the readers of a run asked of the origin, and how much they had reason to. A reader that asks without need learns
 * from the origin what is new, and what is stale in the cache stays hidden.
 *
 * @param requests of all readers, of any kind
 * @param atMost they had reason for
 */
record ReaderQuestions(long requests, long atMost) {
    /** A read of two chunks asks for the object and for the bytes of each, and once more when the file changes meanwhile. */
    static final int PER_READ = 4;

    /**
     * Held against the reads that the cache did not answer.
     *
     * @param readers names that readers have at the origin
     * @param openings of files
     */
    static ReaderQuestions of(
            Map<String, OriginTraffic> traffic, List<String> readers, long openings, Verdict.Reads reads) {
        long requests = readers.stream()
                .mapToLong(reader ->
                        traffic.getOrDefault(reader, OriginTraffic.NONE).requests())
                .sum();
        long withReason = reads.fromOrigin() + reads.fromSeveral() + reads.failed() + reads.misses();
        return new ReaderQuestions(requests, PER_READ * withReason + openings);
    }

    /** In words; empty when there were not too many. */
    List<String> problems() {
        return requests <= atMost
                ? List.of()
                : List.of("the readers asked the origin " + requests + " times, and had reason for " + atMost
                        + " at most: asking it hides what is stale");
    }
}
