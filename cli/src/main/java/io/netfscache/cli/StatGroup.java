package io.netfscache.cli;

import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the figures of a node are about, in the order in which they are shown. */
enum StatGroup {
    BYTES("Bytes"),
    READS("Reads"),
    NOT_CACHED("Not cached, by reason"),
    NOW("Now"),
    OTHER("Other");

    private static final String REASON = "notCached.";
    private static final Set<String> READ_FIGURES = Set.of("reads", "readMisses", "stale", "writes");
    private static final Set<String> GAUGES = Set.of("sessions", "connections", "chunks", "presentBytes");
    private static final Map<String, String> LABELS = Map.of(
            "readBytes", "sent to clients",
            "sendfileBytes", "of these by sendfile",
            "presentBytes", "held in the cache",
            "heapAllocatedBytes", "allocated on the heap",
            "reads", "hits",
            "readMisses", "misses",
            "stale", "refused as stale",
            "writes", "fills",
            "chunks", "chunk files");

    private final String title;

    StatGroup(String title) {
        this.title = title;
    }

    String title() {
        return title;
    }

    static StatGroup of(String name) {
        if (name.startsWith(REASON)) {
            return NOT_CACHED;
        }
        if (name.endsWith("Bytes")) {
            return BYTES;
        }
        if (READ_FIGURES.contains(name)) {
            return READS;
        }
        return GAUGES.contains(name) ? NOW : OTHER;
    }

    /** Whether it is a level and no count. */
    static boolean isGauge(String name) {
        return GAUGES.contains(name);
    }

    /** What people read; a name that is not known stays as it is. */
    static String label(String name) {
        return name.startsWith(REASON)
                ? Remedies.text(name.substring(REASON.length()))
                : LABELS.getOrDefault(name, name);
    }

    static String format(String name, @Nullable Long value) {
        if (value == null) {
            return "-";
        }
        return name.endsWith("Bytes") && value >= 0 ? ByteSize.format(value) : value.toString();
    }
}
