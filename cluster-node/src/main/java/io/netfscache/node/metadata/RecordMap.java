package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import java.util.function.Supplier;

/**
 * A map of records, of whichever Hazelcast instance the node is when it is used.
 *
 * @param hazelcast the member that the node is now
 */
record RecordMap<K, V>(String name, Supplier<HazelcastInstance> hazelcast) {
    /** Fails with {@link com.hazelcast.core.HazelcastInstanceNotActiveException} when the member has stopped. */
    IMap<K, V> now() {
        return hazelcast.get().getMap(name);
    }
}
