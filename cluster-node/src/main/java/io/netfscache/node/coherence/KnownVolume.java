package io.netfscache.node.coherence;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;

/** What a node needs of a volume's record. */
public record KnownVolume(String key, Generation generation, Bytes coherency, String cacheName) {
    /** In whichever cache is in service. */
    public KnownVolume(String key, Generation generation, Bytes coherency) {
        this(key, generation, coherency, "");
    }

    KnownVolume with(Bytes otherCoherency) {
        return new KnownVolume(key, generation, otherCoherency, cacheName);
    }
}
