package io.netfscache.chaos;

import java.util.ArrayList;
import java.util.List;

/** Looks through the history of one file for reads that returned what they must not. Versions count up. */
final class StaleReadChecker {
    /** A read whose bytes were of more than one version. */
    static final int MIXED = -1;

    /** One read, between two points of a clock that all events share. */
    record Read(String reader, long began, long ended, int version) {}

    /** A version was there at the origin from then on. */
    record Written(long at, int version) {}

    /** The invalidation after that version was written was acknowledged. */
    record Acknowledged(long at, int version) {}

    /** All that is wrong; empty when nothing is. */
    List<String> problems(List<Read> reads, List<Written> written, List<Acknowledged> acknowledged) {
        List<String> problems = new ArrayList<>();
        for (Read read : reads) {
            int atLeast = acknowledged.stream()
                    .filter(event -> event.at() < read.began())
                    .mapToInt(Acknowledged::version)
                    .max()
                    .orElse(0);
            int atMost = written.stream()
                    .filter(event -> event.at() < read.ended())
                    .mapToInt(Written::version)
                    .max()
                    .orElse(0);
            if (read.version() == MIXED) {
                problems.add(read + " mixes versions");
            } else if (read.version() < atLeast) {
                problems.add(read + " is stale: version " + atLeast + " was acknowledged before it began");
            } else if (read.version() > atMost) {
                problems.add(read + " is of the future: only version " + atMost + " had been written");
            }
        }
        return problems;
    }
}
