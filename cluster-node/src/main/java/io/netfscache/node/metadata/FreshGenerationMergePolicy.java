package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceAware;
import com.hazelcast.nio.ObjectDataInput;
import com.hazelcast.nio.ObjectDataOutput;
import com.hazelcast.spi.merge.MergingValue;
import com.hazelcast.spi.merge.SplitBrainMergePolicy;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import org.jspecify.annotations.Nullable;

/**
 * How the records of two halves of a cluster that were apart become one (COHERENCE 9). Equal generations name the same
 * contents and are kept; everything else gets a generation that neither half has used, and a fence without a base, a
 * record that only one half has too: its generation may be one that the other half has ended (ADR 8). An object that one half has retired and the other has
 * not is there again, under a generation that no bytes have. Hazelcast makes an
 * instance by name on each member.
 */
public final class FreshGenerationMergePolicy
        implements SplitBrainMergePolicy<Object, MergingValue<Object>, Object>, HazelcastInstanceAware {
    private volatile Rules rules = Rules.ALL;

    @Override
    public void setHazelcastInstance(HazelcastInstance hazelcast) {
        rules = RecordOwner.rulesOn(hazelcast);
    }

    @Override
    public Object merge(MergingValue<Object> merging, MergingValue<Object> existing) {
        return merged(merging.getDeserializedValue(), existing == null ? null : existing.getDeserializedValue(), rules);
    }

    /** @param existing null: the larger half has no such record */
    static Object merged(Object merging, @Nullable Object existing) {
        return merged(merging, existing, Rules.ALL);
    }

    static Object merged(Object merging, @Nullable Object existing, Rules rules) {
        if (rules.broken(Sabotage.PUT_IF_ABSENT_MERGE)) {
            return existing == null ? merging : existing;
        }
        if (merging instanceof CookieRecord theirs) {
            return existing instanceof CookieRecord ours ? cookie(theirs, ours) : alone(theirs);
        }
        if (merging instanceof VolumeRecord theirs) {
            return existing instanceof VolumeRecord ours ? volume(theirs, ours) : alone(theirs);
        }
        if (merging instanceof SessionRecord theirs) {
            return existing instanceof SessionRecord ours ? ours.union(theirs) : theirs;
        }
        return existing == null ? merging : existing;
    }

    private static CookieRecord cookie(CookieRecord theirs, CookieRecord ours) {
        Modifiers modifiers = ours.modifiers().union(theirs.modifiers());
        boolean dirty = ours.dirty() || theirs.dirty();
        boolean disabled = ours.disabled() || theirs.disabled();
        if (ours.generation().equals(theirs.generation())) {
            PendingFence fence = ours.pendingFence() != null ? ours.pendingFence() : theirs.pendingFence();
            return ours.withModifiers(modifiers)
                    .withDisabled(disabled)
                    .withDirty(dirty)
                    .withUse(theirs.lastUsedHours())
                    .withPendingFence(fence);
        }
        CookieRecord kept = ours.retired() ? theirs : ours;
        return fresh(kept, Generations.merged(ours.generation(), theirs.generation()))
                .withModifiers(modifiers)
                .withDisabled(disabled)
                .withDirty(dirty)
                .withUse(Math.max(ours.lastUsedHours(), theirs.lastUsedHours()));
    }

    private static VolumeRecord volume(VolumeRecord theirs, VolumeRecord ours) {
        if (ours.generation().equals(theirs.generation())) {
            VolumeRecord merged = ours.pendingFence() != null ? ours : ours.withPendingFence(theirs.pendingFence());
            return ours.coherency().equals(theirs.coherency()) ? merged : merged.relabelled(ours.coherency());
        }
        return fresh(ours, Generations.merged(ours.generation(), theirs.generation()));
    }

    private static CookieRecord alone(CookieRecord theirs) {
        return fresh(theirs, Generations.merged(theirs.generation(), Generation.NONE));
    }

    private static VolumeRecord alone(VolumeRecord theirs) {
        return fresh(theirs, Generations.merged(theirs.generation(), Generation.NONE));
    }

    private static CookieRecord fresh(CookieRecord record, Generation next) {
        return record.changed(record.coherency(), next, ByteRange.ALL)
                .withPendingFence(new PendingFence(Generation.NONE, next, ByteRange.ALL));
    }

    private static VolumeRecord fresh(VolumeRecord record, Generation next) {
        return record.invalidated(record.coherency(), next)
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
