package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Generation;

/**
 * A fence that has to be carried to all nodes and is not known to be complete (COHERENCE 3.2). Only the latest one of a
 * record is kept: a copy that has missed an earlier one is not {@code base} and goes whole.
 *
 * @param base what a copy must be to keep what is not dropped; none: no copy keeps anything
 * @param next what such a copy becomes
 * @param dropped bytes of the object
 */
public record PendingFence(Generation base, Generation next, ByteRange dropped) {
    /** Whether it tells of other coherency data for contents that stay what they are; of volumes only. */
    boolean keepsGeneration() {
        return base.equals(next);
    }
}
