package io.netfscache.node.coherence;

import io.netfscache.node.store.ObjectIdentity;

/**
 * An object whose generation the owner of its record has confirmed.
 *
 * @param identity the object in that generation
 * @param epoch in which it was confirmed; it counts in no other
 */
public record VerifiedObject(ObjectIdentity identity, long epoch) {}
