package io.netfscache.node.metadata;

import com.hazelcast.query.Predicate;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Looks at the records of a map that this member owns and keeps what {@code seen} makes of some. A predicate that matches
 * nothing: Hazelcast shows local entries to predicates only, and would copy each that matches, without a limit. Does not
 * leave the member. Called by several of Hazelcast's threads.
 */
final class LocalScan<K, V, T> implements Predicate<K, V> {
    private final transient Map<K, T> found = new ConcurrentHashMap<>();
    private final transient Function<V, @Nullable T> seen;
    private final int limit;

    /** @param seen what to keep of a record; null: nothing */
    LocalScan(Function<V, @Nullable T> seen, int limit) {
        this.seen = seen;
        this.limit = limit;
    }

    @Override
    public boolean apply(Map.Entry<K, V> entry) {
        if (found.size() < limit) {
            T kept = seen.apply(entry.getValue());
            if (kept != null) {
                found.put(entry.getKey(), kept);
            }
        }
        return false;
    }

    /** What was kept, by key. */
    Map<K, T> found() {
        return Map.copyOf(found);
    }
}
