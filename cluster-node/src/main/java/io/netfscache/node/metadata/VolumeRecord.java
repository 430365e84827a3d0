package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import org.jspecify.annotations.Nullable;

/**
 * The authoritative state of a volume. Immutable.
 *
 * @param cacheName the named cache its objects are kept in; empty: any
 * @param generation volume part of the pair that names the contents of each of its objects
 * @param pendingFence what remains to be done for the latest change; null: nothing
 */
public record VolumeRecord(
        String key,
        String cacheName,
        Bytes coherency,
        Generation generation,
        @Nullable PendingFence pendingFence,
        OperationHistory operations)
        implements MayOweFence {

    /** Version of the serialised form. */
    static final int FORMAT_VERSION = 1;

    static VolumeRecord born(String key, String cacheName, Bytes coherency, Generation generation) {
        return new VolumeRecord(key, cacheName, coherency, generation, null, OperationHistory.NONE);
    }

    @Override
    public boolean owesFence() {
        return pendingFence != null;
    }

    /** All objects get other contents. */
    VolumeRecord invalidated(Bytes current, Generation candidate) {
        Generation next = Generations.next(generation, candidate);
        PendingFence fence = new PendingFence(generation, next, ByteRange.ALL);
        return new VolumeRecord(key, cacheName, current, next, fence, operations);
    }

    /**
     * The same contents are recognised by something else: each node has to put it down with its chunks. A fence from before
     * that is still pending stays instead; it carries the new coherency data too.
     */
    VolumeRecord relabelled(Bytes current) {
        PendingFence fence = pendingFence != null && !pendingFence.keepsGeneration()
                ? pendingFence
                : new PendingFence(generation, generation, ByteRange.EMPTY);
        return new VolumeRecord(key, cacheName, current, generation, fence, operations);
    }

    VolumeRecord withPendingFence(@Nullable PendingFence fence) {
        return new VolumeRecord(key, cacheName, coherency, generation, fence, operations);
    }

    VolumeRecord withOperation(OperationId operation, Effect effect) {
        return new VolumeRecord(
                key, cacheName, coherency, generation, pendingFence, operations.with(operation, effect));
    }
}
