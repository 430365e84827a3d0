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
    private static final Set<String> GAUGES =
            Set.of("sessions", "connections", "chunks", "presentBytes", "diskBytes", "diskFreeBytes", "leaseHeld");
    /** Sums of these say nothing, and the status has them. */
    private static final Set<String> LEFT_OUT = Set.of("uptimeSeconds");

    private static final Map<String, String> LABELS = Map.ofEntries(
            Map.entry("readBytes", "sent to clients"),
            Map.entry("sendfileBytes", "of these by sendfile"),
            Map.entry("presentBytes", "held in the cache"),
            Map.entry("diskBytes", "size of the disks"),
            Map.entry("diskFreeBytes", "free of them"),
            Map.entry("heapAllocatedBytes", "allocated on the heap"),
            Map.entry("reads", "hits"),
            Map.entry("readMisses", "misses"),
            Map.entry("stale", "refused as stale"),
            Map.entry("writes", "fills"),
            Map.entry("chunks", "chunk files"),
            Map.entry("leaseHeld", "nodes with a lease"));

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

    /** Whether people are to see it. */
    static boolean isShown(String name) {
        return !LEFT_OUT.contains(name);
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
