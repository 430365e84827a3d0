package io.netfscache.chaos;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

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
        NavigableMap<Long, Integer> newest = new TreeMap<>();
        written.forEach(event -> newest.merge(event.at(), event.version(), Math::max));
        NavigableMap<Long, Integer> promised = new TreeMap<>();
        acknowledged.forEach(event -> promised.merge(event.at(), event.version(), Math::max));
        List<String> problems = new ArrayList<>();
        for (Read read : reads) {
            int atLeast = before(promised, read.began());
            int atMost = before(newest, read.ended());
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

    /** Versions count up, so the last one before that time is the highest. */
    private static int before(NavigableMap<Long, Integer> versions, long time) {
        Map.Entry<Long, Integer> last = versions.lowerEntry(time);
        return last == null ? 0 : last.getValue();
    }
}
