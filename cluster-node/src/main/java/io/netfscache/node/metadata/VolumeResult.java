package io.netfscache.node.metadata;

import org.jspecify.annotations.Nullable;

/**
 * What became of an operation on a volume's record.
 *
 * @param record as it is now; null: there is none
 * @param fence what must be carried to all nodes before the caller is answered, be it of this operation or left over
 *     from another; null: nothing. Afterwards: {@link Records#clearVolumeFence}
 */
public record VolumeResult(
        Verdict verdict,
        @Nullable VolumeRecord record,
        @Nullable PendingFence fence,
        Effect effect) {
    public boolean created() {
        return effect == Effect.CREATED;
    }

    /** Whether the coherency data differed, so that all objects have other contents. */
    public boolean invalidated() {
        return effect == Effect.NEW_GENERATION;
    }
}
