package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;
import java.util.ArrayList;
import java.util.List;

/**
 * Coherency values that an object has moved away from, the latest last. A look-up that brings one comes from a client
 * with an old attribute cache: it must not roll the fleet back (DESIGN 4).
 */
record PastCoherency(List<Coherency> values) {
    static final PastCoherency NONE = new PastCoherency(List.of());

    PastCoherency {
        values = List.copyOf(values);
    }

    boolean contains(Coherency value) {
        return values.contains(value);
    }

    boolean containsAux(Bytes aux) {
        return values.stream().anyMatch(value -> value.aux().equals(aux));
    }

    /** The object goes from {@code old} to {@code current}: the one is refused from now on, the other is not. */
    PastCoherency moved(Coherency old, Coherency current) {
        if (old.equals(current)) {
            return this;
        }
        List<Coherency> moved = new ArrayList<>(values);
        moved.remove(current);
        moved.remove(old);
        moved.add(old);
        int surplus = Math.max(0, moved.size() - MetadataLimits.REMEMBERED_COHERENCY);
        return new PastCoherency(moved.subList(surplus, moved.size()));
    }
}
