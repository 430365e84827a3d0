package io.netfscache;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Traffic;
import java.util.List;

/**
 * A volume's record, and what was read and stored of it.
 *
 * @param coherency the volume's coherency data
 * @param cookies records of objects in it; -1 when that was not counted
 * @param fencePending whether an invalidation of all of it is not known to be complete
 * @param cacheName the cache that it is kept in; empty: the first one in service of each node
 * @param nodes what was read and stored of it on each node; empty when that was not asked for
 */
public record VolumeInfo(
        String key,
        Bytes coherency,
        Generation generation,
        long cookies,
        boolean fencePending,
        String cacheName,
        List<NodeTraffic> nodes) {
    public VolumeInfo {
        nodes = List.copyOf(nodes);
    }

    /** In no cache in particular, and without what was read and stored. */
    public VolumeInfo(String key, Bytes coherency, Generation generation, long cookies, boolean fencePending) {
        this(key, coherency, generation, cookies, fencePending, "", List.of());
    }

    /** What was read and stored of it on all these nodes, since each of them was started. */
    public Traffic traffic() {
        return nodes.stream().map(NodeTraffic::traffic).reduce(Traffic.NONE, Traffic::plus);
    }
}
