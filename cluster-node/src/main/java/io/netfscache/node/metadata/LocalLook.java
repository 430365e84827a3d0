package io.netfscache.node.metadata;

import com.hazelcast.query.Predicate;
import com.hazelcast.query.Predicates;
import java.util.Map;

/**
 * Shows the records that this member owns to a scan. A look that meets a migration is sent by Hazelcast to the member that
 * owns the partition by then. It finds nothing there: that member looks at its records itself, and a scan, which gathers
 * what it has seen, is of use only here.
 */
record LocalLook<K, V>(Predicate<K, V> scan) implements Predicate<K, V> {
    /** What arrives at another member. */
    static <K, V> LocalLook<K, V> elsewhere() {
        return new LocalLook<>(Predicates.alwaysFalse());
    }

    @Override
    public boolean apply(Map.Entry<K, V> entry) {
        return scan.apply(entry);
    }
}
