package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import org.jspecify.annotations.Nullable;

/** What each operation makes of a volume's record: pure functions, idempotent like {@link CookieTransitions}. */
final class VolumeTransitions {
    private VolumeTransitions() {}

    static Outcome<VolumeRecord, VolumeResult> acquire(@Nullable VolumeRecord record, AcquireVolumeRequest request) {
        if (record == null) {
            VolumeRecord born = VolumeRecord.born(
                    request.volumeKey(), request.cacheName(), request.coherency(), request.candidate());
            return changed(born.withOperation(request.operation(), Effect.CREATED), Effect.CREATED);
        }
        Effect before = record.operations().effectOf(request.operation());
        if (before != null) {
            return unchanged(record, before);
        }
        if (!request.cacheName().isEmpty() && !request.cacheName().equals(record.cacheName())) {
            return new Outcome<>(record, new VolumeResult(Verdict.OTHER_CACHE, record, null, Effect.NONE), false);
        }
        if (record.coherency().equals(request.coherency())) {
            return unchanged(record, Effect.NONE);
        }
        VolumeRecord next = record.invalidated(request.coherency(), request.candidate());
        return changed(next.withOperation(request.operation(), Effect.NEW_GENERATION), Effect.NEW_GENERATION);
    }

    /**
     * What is cached is kept only where the record has what the client acquired the volume with: it does not know contents
     * that others have cached under other coherency data. Without a record nothing is stored: whoever acquires the volume next gets a generation of its own. */
    static Outcome<VolumeRecord, VolumeResult> relinquish(
            @Nullable VolumeRecord record, RelinquishVolumeRequest request) {
        if (record == null) {
            return relinquishOfNothing(request);
        }
        Effect before = record.operations().effectOf(request.operation());
        if (before != null) {
            return unchanged(record, before);
        }
        if (record.coherency().length() != request.coherency().length()) {
            return new Outcome<>(record, new VolumeResult(Verdict.WRONG_LENGTH, record, null, Effect.NONE), false);
        }
        boolean same = record.coherency().equals(request.coherency());
        if (request.invalidate() || !(same || record.coherency().equals(request.base()))) {
            VolumeRecord next = record.invalidated(request.coherency(), request.candidate());
            return changed(next.withOperation(request.operation(), Effect.NEW_GENERATION), Effect.NEW_GENERATION);
        }
        if (same) {
            return unchanged(record, Effect.NONE);
        }
        VolumeRecord next = record.relabelled(request.coherency());
        return changed(next.withOperation(request.operation(), Effect.NONE), Effect.NONE);
    }

    /**
     * The fence of this generation is complete, which has told the nodes this coherency data. Later data, of the same
     * generation, is still to be told.
     */
    static Outcome<VolumeRecord, VolumeResult> clearFence(
            @Nullable VolumeRecord record, Generation generation, Bytes coherency) {
        if (record == null
                || record.pendingFence() == null
                || !record.generation().equals(generation)
                || !record.coherency().equals(coherency)) {
            return unchanged(record, Effect.NONE);
        }
        return changed(record.withPendingFence(null), Effect.NONE);
    }

    private static Outcome<VolumeRecord, VolumeResult> relinquishOfNothing(RelinquishVolumeRequest request) {
        if (!request.invalidate()) {
            return unchanged(null, Effect.NONE);
        }
        PendingFence fence = new PendingFence(Generation.NONE, request.candidate(), ByteRange.ALL);
        return new Outcome<>(null, new VolumeResult(Verdict.DONE, null, fence, Effect.NEW_GENERATION), false);
    }

    private static Outcome<VolumeRecord, VolumeResult> changed(VolumeRecord record, Effect effect) {
        return new Outcome<>(record, new VolumeResult(Verdict.DONE, record, record.pendingFence(), effect), true);
    }

    private static Outcome<VolumeRecord, VolumeResult> unchanged(@Nullable VolumeRecord record, Effect effect) {
        PendingFence fence = record == null ? null : record.pendingFence();
        return new Outcome<>(record, new VolumeResult(Verdict.DONE, record, fence, effect), false);
    }
}
