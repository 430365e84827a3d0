package io.netfscache.node.metadata;

import com.hazelcast.query.Predicate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Looks at the records of objects that this member owns, counts those that are not retired, and keeps those that have not
 * been used for longest: never more than the limit, however many there are. A predicate that matches nothing, as
 * {@link LocalScan}.
 */
final class OldestScan<K> implements Predicate<K, CookieRecord> {
    private final transient AtomicLong live = new AtomicLong();
    /** The one used last comes first, to make place. */
    private final transient PriorityQueue<Map.Entry<K, CookieRecord>> oldest =
            new PriorityQueue<>(Comparator.comparingInt(each -> -each.getValue().lastUsedHours()));

    private final int limit;

    OldestScan(int limit) {
        this.limit = limit;
    }

    @Override
    public boolean apply(Map.Entry<K, CookieRecord> entry) {
        CookieRecord record = entry.getValue();
        if (!record.retired()) {
            live.incrementAndGet();
            if (record.modifiers().isEmpty() && record.pendingFence() == null) {
                keep(entry.getKey(), record);
            }
        }
        return false;
    }

    private synchronized void keep(K key, CookieRecord record) {
        Map.Entry<K, CookieRecord> last = oldest.peek();
        if (last != null && oldest.size() >= limit) {
            if (last.getValue().lastUsedHours() <= record.lastUsedHours()) {
                return;
            }
            oldest.poll();
        }
        oldest.add(Map.entry(key, record));
    }

    /** How many objects there are. */
    long live() {
        return live.get();
    }

    /** Those used longest ago come first. */
    synchronized List<Map.Entry<K, CookieRecord>> found() {
        List<Map.Entry<K, CookieRecord>> found = new ArrayList<>(oldest);
        found.sort(Comparator.comparingInt(each -> each.getValue().lastUsedHours()));
        return List.copyOf(found);
    }
}
