package io.netfscache.node.metadata;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a pure function makes of a record and a request.
 *
 * @param record the record afterwards; null: none
 * @param changed whether it is another one than before
 */
record Outcome<R, T>(@Nullable R record, T result, boolean changed) {

    /** Puts the record into its entry and gives the result: all that an entry processor does. */
    <K> T store(Map.Entry<K, R> entry) {
        if (changed) {
            set(entry, record);
        }
        return result;
    }

    /** Hazelcast takes null for "remove the entry". */
    @SuppressWarnings("NullAway")
    private static <K, R> void set(Map.Entry<K, R> entry, @Nullable R record) {
        entry.setValue(record);
    }
}
