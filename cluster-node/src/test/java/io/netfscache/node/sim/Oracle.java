package io.netfscache.node.sim;

import io.netfscache.node.NodeException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Generation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows what each read may return: one version of the file, not older than the last acknowledged change before it. */
final class Oracle {
    /** What is wrong with a read. */
    enum Fault {
        /** All of one version, which an invalidation that was acknowledged before the read had ended. */
        STALE,
        /** Of versions that were never together. */
        TORN,
        /** Of another file or another place in it. */
        FOREIGN
    }

    /** What is counted. */
    enum Count {
        /** Reads of which every block came from this client's own folios. */
        FOLIO_READS,
        /** Reads of which a block came from a node. */
        NODE_READS,
        /** Reads that mixed in bytes from the origin or were of the origin altogether. */
        ORIGIN_READS,
        INVALIDATIONS_COMPLETED,
        INVALIDATIONS_UNKNOWN,
        INVALIDATIONS_REFUSED
    }

    private final int[] floors;
    private final Map<Count, Integer> counts = new EnumMap<>(Count.class);
    private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
    private final Set<Generation> born = new HashSet<>();
    private final List<String> reports = new ArrayList<>();
    private final World world;

    Oracle(int files, World world) {
        floors = new int[files];
        this.world = world;
    }

    /** No read that starts from now on may return an older version. */
    int floor(Origin.File file) {
        return floors[file.index];
    }

    /** A change has been acknowledged that ended everything before {@code version}. */
    void acknowledged(Origin.File file, int version) {
        floors[file.index] = Math.max(floors[file.index], version);
    }

    /**
     * A record has been made without a fence: nobody had one, or all replicas are lost. In the latter case its first user
     * has changed nothing for those who still know the record that is lost.
     */
    void born(@Nullable Generation generation) {
        if (generation != null) {
            born.add(generation);
        }
    }

    /** A look-up with the coherency data of {@code version} has been answered: others have dropped what is older. */
    void lookedUp(Origin.File file, Generation generation, int version) {
        if (!born.contains(generation)) {
            acknowledged(file, version);
        }
    }

    void count(Count what) {
        counts.merge(what, 1, Integer::sum);
    }

    /** A change has ended, with {@code failure} or null. */
    void ended(@Nullable Throwable failure) {
        if (failure == null) {
            count(Count.INVALIDATIONS_COMPLETED);
        } else {
            boolean unknown = failure instanceof NodeException refused && refused.code() == ErrorCode.ETIMEDOUT;
            count(unknown ? Count.INVALIDATIONS_UNKNOWN : Count.INVALIDATIONS_REFUSED);
        }
    }

    int counted(Count what) {
        return counts.getOrDefault(what, 0);
    }

    int found(Fault fault) {
        return faults.getOrDefault(fault, 0);
    }

    boolean isClean() {
        return faults.isEmpty();
    }

    List<String> reports() {
        return reports;
    }

    /** @param values of the blocks from {@code from} on */
    void check(String who, Origin.File file, int from, long[] values, int floor) {
        boolean older = false;
        for (int v = file.versions.size() - 1; v >= 1; v--) {
            if (matches(file.versions.get(v), from, values)) {
                if (v >= floor) {
                    return;
                }
                older = true;
                break;
            }
        }
        Fault fault = older ? Fault.STALE : isForeign(file, from, values) ? Fault.FOREIGN : Fault.TORN;
        faults.merge(fault, 1, Integer::sum);
        String report = fault + " read of " + who + ": file " + file.index + " from block " + from + ": "
                + Arrays.stream(values).mapToObj(Oracle::text).toList() + ", acknowledged: " + floor + ", origin: "
                + file.current().number();
        reports.add(report);
        world.trace(report);
    }

    private static boolean matches(Origin.Version version, int from, long[] values) {
        for (int i = 0; i < values.length; i++) {
            if (version.block(from + i) != values[i]) {
                return false;
            }
        }
        return true;
    }

    private static boolean isForeign(Origin.File file, int from, long[] values) {
        for (int i = 0; i < values.length; i++) {
            boolean here = values[i] >>> 48 == file.index + 1 && (values[i] >>> 32 & 0xffff) == from + i;
            if (!here && values[i] != Origin.END) {
                return true;
            }
        }
        return false;
    }

    private static String text(long value) {
        return value == Origin.END ? "end" : (value >>> 48) - 1 + ":" + (value >>> 32 & 0xffff) + "v" + (int) value;
    }
}
