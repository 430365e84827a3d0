package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;

/** Agreement of the first members on one text, that of the first voter set. Blocks for a round trip. */
public final class Founding {
    private static final String KEY = "voters";

    private Founding() {}

    /**
     * What the cluster was founded with.
     *
     * @param candidate to be it, if nobody has founded the cluster yet
     * @throws MetadataException NO_QUORUM
     */
    public static String agree(HazelcastInstance hazelcast, String candidate) {
        try {
            IMap<String, byte[]> cluster = hazelcast.getMap(HazelcastSettings.CLUSTER);
            byte[] known = cluster.putIfAbsent(KEY, candidate.getBytes(java.nio.charset.StandardCharsets.UTF_8));
            return known == null ? candidate : new String(known, java.nio.charset.StandardCharsets.UTF_8);
        } catch (SplitBrainProtectionException e) {
            throw new MetadataException(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "voters: too few members are in reach");
        } catch (HazelcastInstanceNotActiveException e) {
            throw new MetadataException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "voters: the node is shutting down");
        }
    }
}
