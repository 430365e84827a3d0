package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.Fences;
import io.netfscache.node.coherence.KnownVolume;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.metadata.Coherency;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.CookieResult;
import io.netfscache.node.metadata.Effect;
import io.netfscache.node.metadata.PendingFence;
import io.netfscache.node.metadata.Records;
import io.netfscache.node.metadata.Verdict;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.node.metadata.VolumeResult;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Brings the result of an operation on a record to its end: the fence that it asks for is carried to all nodes, then cleared. */
final class Settlement {
    private final Records records;
    private final KnownVolumes volumes;
    private final Fences fences;
    private final Rules rules;

    Settlement(Records records, KnownVolumes volumes, Fences fences, Rules rules) {
        this.records = records;
        this.volumes = volumes;
        this.fences = fences;
        this.rules = rules;
    }

    /** Without a record of the volume no copy of the object is current: the fence drops all of them. */
    CompletionStage<CookieResult> settle(CookieResult result) {
        CookieRecord record = result.record();
        if (record == null || result.fence() == null) {
            return CompletableFuture.completedFuture(accepted(result));
        }
        return volumes.find(record.volumeKey())
                .thenApply(found -> found.orElse(new KnownVolume(record.volumeKey(), Generation.NONE, Bytes.EMPTY)))
                .thenCompose(volume -> settle(volume, record.objectKey(), result));
    }

    /** Carries the fence of an operation, its own or one that somebody left over, to all nodes. */
    CompletionStage<CookieResult> settle(KnownVolume volume, Bytes objectKey, CookieResult result) {
        PendingFence pending = result.fence();
        if (pending == null || isForgotten(result.effect())) {
            return CompletableFuture.completedFuture(accepted(result));
        }
        CookieRecord record = result.record();
        Coherency coherency = record == null ? new Coherency(Bytes.EMPTY, 0) : record.coherency();
        Fence fence = new Fence(
                0,
                0,
                Fence.Scope.OBJECT,
                volume.key(),
                objectKey,
                new ObjectGeneration(volume.generation(), pending.base()),
                new ObjectGeneration(volume.generation(), pending.next()),
                pending.dropped(),
                coherency.objectSize(),
                coherency.aux(),
                // Not whether somebody has a mark: that may have come after the change, whose fence says one thing
                // whoever carries it.
                record != null && record.dirty(),
                result.owner());
        return fences.complete(fence)
                .thenCompose(done -> records.clearFence(fence.cookie(), pending.next()))
                .thenApply(cleared -> accepted(result));
    }

    CompletionStage<VolumeResult> settle(String key, VolumeResult result) {
        PendingFence pending = result.fence();
        if (pending == null || isForgotten(result.effect())) {
            return CompletableFuture.completedFuture(accepted(result));
        }
        VolumeRecord record = result.record();
        Fence fence = new Fence(
                0,
                0,
                Fence.Scope.VOLUME,
                key,
                Bytes.EMPTY,
                new ObjectGeneration(pending.base(), Generation.NONE),
                new ObjectGeneration(pending.next(), Generation.NONE),
                pending.dropped(),
                0,
                record == null ? Bytes.EMPTY : record.coherency(),
                result.owner());
        return fences.complete(fence)
                .thenCompose(done -> records.clearVolumeFence(key, pending.next(), fence.aux()))
                .thenApply(cleared -> accepted(result));
    }

    /** Broken on purpose: a fence that another operation has left over is nobody's business. */
    private boolean isForgotten(Effect effect) {
        return effect == Effect.NONE && rules.broken(Sabotage.PENDING_FENCE_FORGOTTEN);
    }

    private static CookieResult accepted(CookieResult result) {
        refuse(result.verdict());
        return result;
    }

    private static VolumeResult accepted(VolumeResult result) {
        refuse(result.verdict());
        return result;
    }

    /** @throws NodeException unless the operation was carried out */
    static void refuse(Verdict verdict) {
        if (verdict != Verdict.DONE) {
            throw new NodeException(
                    verdict.code(),
                    verdict.reason(),
                    verdict == Verdict.WRONG_LENGTH
                            ? "the volume's coherency data has another length"
                            : verdict.reason().text());
        }
    }
}
