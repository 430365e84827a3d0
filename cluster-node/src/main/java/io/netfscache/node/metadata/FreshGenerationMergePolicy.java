package io.netfscache.node.metadata;

import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Generation;
import org.jspecify.annotations.Nullable;

/**
 * How the records of two halves of a cluster that were apart become one. Equal generations name the same contents and
 * are kept; different ones get a generation that neither half has used, and a fence without a base. A record that the
 * larger half does not have is dropped: putting it in would bring back what that half has retired. Hazelcast makes an
 * instance by name on each member.
 */
public final class FreshGenerationMergePolicy implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object> {

    @Override
    @SuppressWarnings("NullAway") // Hazelcast passes null for "not there" and takes null for "drop".
    public Object merge(MergingValue<Object> merging, MergingValue<Object> existing) {
        return existing == null ? null : merged(merging.getDeserializedValue(), existing.getDeserializedValue());
    }

    static @Nullable Object merged(Object merging, @Nullable Object existing) {
        if (merging instanceof CookieRecord theirs && existing instanceof CookieRecord ours) {
            return cookie(theirs, ours);
        }
        if (merging instanceof VolumeRecord theirs && existing instanceof VolumeRecord ours) {
            return volume(theirs, ours);
        }
        return existing;
    }

    private static CookieRecord cookie(CookieRecord theirs, CookieRecord ours) {
        Modifiers modifiers = ours.modifiers().union(theirs.modifiers());
        boolean disabled = ours.disabled() || theirs.disabled();
        if (ours.generation().equals(theirs.generation())) {
            PendingFence fence = ours.pendingFence() != null ? ours.pendingFence() : theirs.pendingFence();
            return ours.withModifiers(modifiers).withDisabled(disabled).withPendingFence(fence);
        }
        Generation next = Generations.merged(ours.generation(), theirs.generation());
        return ours.changed(ours.coherency(), next, ByteRange.ALL)
                .withPendingFence(new PendingFence(Generation.NONE, next, ByteRange.ALL))
                .withModifiers(modifiers)
                .withDisabled(disabled);
    }

    private static VolumeRecord volume(VolumeRecord theirs, VolumeRecord ours) {
        if (ours.generation().equals(theirs.generation())) {
            return ours.pendingFence() != null ? ours : ours.withPendingFence(theirs.pendingFence());
        }
        Generation next = Generations.merged(ours.generation(), theirs.generation());
        return ours.invalidated(ours.coherency(), next)
                .withPendingFence(new PendingFence(Generation.NONE, next, ByteRange.ALL));
    }

    @Override
    public void writeData(ObjectDataOutput out) {
        // No state.
    }

    @Override
    public void readData(ObjectDataInput in) {
        // No state.
    }
}
