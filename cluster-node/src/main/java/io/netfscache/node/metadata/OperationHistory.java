package io.netfscache.node.metadata;

import io.netfscache.protocol.OperationId;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The last operations that changed a record, the latest last: an operation that is sent again finds itself here. */
record OperationHistory(List<Applied> operations) {
    static final OperationHistory NONE = new OperationHistory(List.of());

    /** One operation and what it did, so that its repetition gets the same answer. */
    record Applied(OperationId id, Effect effect) {}

    OperationHistory {
        operations = List.copyOf(operations);
    }

    /** What the operation did; null when it is not known here. */
    @Nullable
    Effect effectOf(OperationId id) {
        for (Applied applied : operations) {
            if (applied.id.equals(id)) {
                return applied.effect;
            }
        }
        return null;
    }

    /** Null when there is none. */
    @Nullable
    Applied latest() {
        return operations.isEmpty() ? null : operations.get(operations.size() - 1);
    }

    OperationHistory beforeLatest() {
        return operations.size() < 2 ? NONE : new OperationHistory(operations.subList(0, operations.size() - 1));
    }

    OperationHistory with(OperationId id, Effect effect) {
        List<Applied> longer = new ArrayList<>(operations);
        longer.add(new Applied(id, effect));
        int surplus = Math.max(0, longer.size() - MetadataLimits.REMEMBERED_OPERATIONS);
        return new OperationHistory(longer.subList(surplus, longer.size()));
    }
}
