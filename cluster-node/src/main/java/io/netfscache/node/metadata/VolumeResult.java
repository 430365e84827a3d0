package io.netfscache.node.metadata;

import io.netfscache.protocol.MemberList;
import org.jspecify.annotations.Nullable;

/**
 * What became of an operation on a volume's record.
 *
 * @param record as it is now; null: there is none
 * @param fence what must be carried to all nodes before the caller is answered, be it of this operation or left over
 *     from another; null: nothing. Afterwards: {@link Records#clearVolumeFence}
 * @param owner members of the cluster as the record's owner sees them; only with a fence, else unknown
 */
public record VolumeResult(
        Verdict verdict,
        @Nullable VolumeRecord record,
        @Nullable PendingFence fence,
        Effect effect,
        MemberList owner) implements MayOweFence {
    VolumeResult(Verdict verdict, @Nullable VolumeRecord record, @Nullable PendingFence fence, Effect effect) {
        this(verdict, record, fence, effect, MemberList.UNKNOWN);
    }

    /** As the owner of the record sees the members when it gives the result. */
    public VolumeResult from(MemberList members) {
        return new VolumeResult(verdict, record, fence, effect, members);
    }

    @Override
    public boolean owesFence() {
        return fence != null;
    }

    public boolean created() {
        return effect == Effect.CREATED;
    }

    /** Whether the coherency data differed, so that all objects have other contents. */
    public boolean invalidated() {
        return effect == Effect.NEW_GENERATION;
    }
}
