package io.netfscache.node.metadata;

import com.hazelcast.query.Predicate;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Looks at the records of a map that this member owns and keeps those with the smallest keys: never more than the limit,
 * however many there are, and only their values are looked at. A predicate that matches nothing, as {@link LocalScan}.
 */
final class SmallestScan<K extends Comparable<K>, V> implements Predicate<K, V> {
    private final transient TreeMap<K, V> smallest = new TreeMap<>();
    private final transient java.util.function.Predicate<V> wanted;
    private final transient K after;
    private final int limit;

    /** @param after only greater keys */
    SmallestScan(K after, int limit, java.util.function.Predicate<V> wanted) {
        this.after = after;
        this.limit = limit;
        this.wanted = wanted;
    }

    @Override
    public boolean apply(Map.Entry<K, V> entry) {
        K key = entry.getKey();
        if (key.compareTo(after) <= 0 || !hasPlace(key)) {
            return false;
        }
        V value = entry.getValue();
        if (wanted.test(value)) {
            keep(key, value);
        }
        return false;
    }

    private synchronized boolean hasPlace(K key) {
        return smallest.size() < limit || key.compareTo(smallest.lastKey()) < 0;
    }

    private synchronized void keep(K key, V value) {
        smallest.put(key, value);
        if (smallest.size() > limit) {
            smallest.pollLastEntry();
        }
    }

    /** In the order of the keys. */
    synchronized List<V> found() {
        return List.copyOf(smallest.values());
    }
}
