package io.netfscache.node.coherence;

import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.protocol.Bytes;

/**
 * An object whose generation the owner of its record has confirmed.
 *
 * @param identity the object in that generation
 * @param epoch in which it was confirmed; it counts in no other
 */
public record VerifiedObject(ObjectIdentity identity, long epoch) {
    VerifiedObject inVolumeOf(Bytes coherency) {
        return new VerifiedObject(identity.inVolumeOf(coherency), epoch);
    }
}
