package io.netfscache.node.metadata;

import io.netfscache.protocol.Bytes;

/**
 * What an object's contents are recognised by at the origin. Compared for equality only.
 *
 * @param aux coherency data of the origin
 * @param objectSize in bytes
 */
public record Coherency(Bytes aux, long objectSize) {
    public Coherency {
        if (objectSize < 0) {
            throw new IllegalArgumentException("object size " + objectSize + " is negative");
        }
    }
}
