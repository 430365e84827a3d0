package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.protocol.Bytes;

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
     * @throws MetadataException when that cannot be told now: ask again
     */
    public static Bytes agree(HazelcastInstance hazelcast, Bytes candidate) {
        if (candidate.length() != MetadataLimits.PEER_SECRET_BYTES) {
            throw new IllegalArgumentException(
                    "a peer secret has " + MetadataLimits.PEER_SECRET_BYTES + " bytes, not " + candidate.length());
        }
        return FirstValue.agree(hazelcast, KEY, candidate, "peer secret");
    }
}
