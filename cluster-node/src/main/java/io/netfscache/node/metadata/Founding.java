package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.protocol.Bytes;
import java.nio.charset.StandardCharsets;

/** Agreement of the first members on one text, that of the first voter set. */
public final class Founding {
    private static final String KEY = "voters";

    private Founding() {}

    /**
     * What the cluster was founded with. Blocks for a round trip.
     *
     * @param candidate to be it, if nobody has founded the cluster yet
     * @throws MetadataException when that cannot be told now: ask again
     */
    public static String agree(HazelcastInstance hazelcast, String candidate) {
        Bytes agreed = FirstValue.agree(hazelcast, KEY, Bytes.utf8(candidate), "voters");
        return new String(agreed.toArray(), StandardCharsets.UTF_8);
    }
}
