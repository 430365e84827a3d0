package io.netfscache.node.metadata;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.OperationId;
import org.jspecify.annotations.Nullable;

/**
 * The authoritative state of an object. Immutable; every change makes another record. Readers' in-use marks are not in
 * it: they are soft and live on the session node.
 *
 * @param objectKey 1 to 255 bytes
 * @param coherency what the contents are recognised by
 * @param generation object part of the pair that names the contents; the volume part is in the {@link VolumeRecord}
 * @param adoptable whether blobs from before the record may be taken over (COHERENCE 8); always false for now
 * @param pendingFence what remains to be done for the latest change; null: nothing
 * @param modifiers sessions that are changing the contents
 * @param disabled whether caching is off (DIO_WRITE)
 * @param past coherency values that are refused
 * @param retired whether there is no object any more: the record is kept for a while, so that one from before the
 *     retirement that comes back with another half of the cluster meets a newer one (ADR 8)
 */
public record CookieRecord(
        String volumeKey,
        Bytes objectKey,
        Coherency coherency,
        Generation generation,
        boolean adoptable,
        @Nullable PendingFence pendingFence,
        OperationHistory operations,
        Modifiers modifiers,
        boolean disabled,
        PastCoherency past,
        boolean retired)
        implements MayOweFence {

    /** Version of the serialised form. */
    static final int FORMAT_VERSION = 1;

    /** A record that names no contents yet. It needs no fence: no copy anywhere has its generation. */
    static CookieRecord born(String volumeKey, Bytes objectKey, Coherency coherency, Generation generation) {
        return new CookieRecord(
                volumeKey,
                objectKey,
                coherency,
                generation,
                false,
                null,
                OperationHistory.NONE,
                Modifiers.NONE,
                false,
                PastCoherency.NONE,
                false);
    }

    @Override
    public boolean owesFence() {
        return pendingFence != null;
    }

    /** Two objects may share a cookie id; they do not share a record. */
    boolean isOf(String otherVolumeKey, Bytes otherObjectKey) {
        return volumeKey.equals(otherVolumeKey) && objectKey.equals(otherObjectKey);
    }

    /** Other contents under a new generation, and the fence that tells it. */
    CookieRecord changed(Coherency current, Generation candidate, ByteRange dropped) {
        Generation next = Generations.next(generation, candidate);
        return new CookieRecord(
                volumeKey,
                objectKey,
                current,
                next,
                false,
                new PendingFence(generation, next, dropped),
                operations,
                modifiers,
                disabled,
                past.moved(coherency, current),
                retired);
    }

    /** No object under a new generation, and the fence that tells it. Whoever makes the object again starts afresh. */
    CookieRecord retire(Generation candidate) {
        return changed(coherency, candidate, ByteRange.ALL)
                .withModifiers(Modifiers.NONE)
                .withDisabled(false)
                .withRetired(true);
    }

    /**
     * An object again. Its generation is another than that of the retirement: a client that had the object carries its
     * view over to that one (COHERENCE 3.1), and may have bytes under it.
     */
    CookieRecord revive(Coherency current, Generation candidate) {
        return changed(current, candidate, ByteRange.ALL).withRetired(false);
    }

    /** Either way no coherency data is refused any more. */
    CookieRecord withRetired(boolean gone) {
        return new CookieRecord(
                volumeKey,
                objectKey,
                coherency,
                generation,
                adoptable,
                pendingFence,
                operations,
                modifiers,
                disabled,
                PastCoherency.NONE,
                gone);
    }

    CookieRecord withPendingFence(@Nullable PendingFence fence) {
        return new CookieRecord(
                volumeKey,
                objectKey,
                coherency,
                generation,
                adoptable,
                fence,
                operations,
                modifiers,
                disabled,
                past,
                retired);
    }

    CookieRecord withOperation(OperationId operation, Effect effect) {
        return new CookieRecord(
                volumeKey,
                objectKey,
                coherency,
                generation,
                adoptable,
                pendingFence,
                operations.with(operation, effect),
                modifiers,
                disabled,
                past,
                retired);
    }

    /** With marks of modifiers it is not adoptable any more. */
    CookieRecord withModifiers(Modifiers marks) {
        return new CookieRecord(
                volumeKey,
                objectKey,
                coherency,
                generation,
                adoptable && marks.isEmpty(),
                pendingFence,
                operations,
                marks,
                disabled,
                past,
                retired);
    }

    CookieRecord withDisabled(boolean off) {
        return new CookieRecord(
                volumeKey,
                objectKey,
                coherency,
                generation,
                adoptable,
                pendingFence,
                operations,
                modifiers,
                off,
                past,
                retired);
    }
}
