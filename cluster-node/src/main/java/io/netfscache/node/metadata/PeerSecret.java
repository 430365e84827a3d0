package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;

/**
 * 32 random bytes that only members know: with them a node proves to another, on the data port, that it is one. The
 * first member's are everybody's; after a merge of two halves those of the larger half are.
 */
public final class PeerSecret {
    private static final String KEY = "peer-secret";

    private PeerSecret() {}

    /**
     * The secret of the cluster. Blocks for a round trip; not for event loops.
     *
     * @param candidate 32 random bytes, to be the secret if there is none
     * @throws MetadataException NO_QUORUM: ask again when {@link Members#hasQuorum()}
     */
    public static Bytes agree(HazelcastInstance hazelcast, Bytes candidate) {
        if (candidate.length() != MetadataLimits.PEER_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a peer secret has " + MetadataLimits.PEER_SECRET_BYTES + " bytes, not " + candidate.length());
        }
        try {
            IMap<String, byte[]> cluster = hazelcast.getMap(HazelcastSettings.CLUSTER);
            byte[] known = cluster.putIfAbsent(KEY, candidate.toArray());
            return known == null ? candidate : Bytes.of(known);
        } catch (SplitBrainProtectionException e) {
            throw new MetadataException(
                    ErrorCode.ENOBUFS, Reason.NO_QUORUM, "peer secret: too few members are in reach");
        } catch (HazelcastInstanceNotActiveException e) {
            throw new MetadataException(
                    ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "peer secret: the node is shutting down");
        }
    }
}
