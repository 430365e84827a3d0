package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Whether a chunk that was filled under a record that is lost may be taken over for the record that took its place
 * (COHERENCE 8.2). Pure. Nothing asks it yet: until adoption is built a chunk of another generation is a miss, whatever it
 * has.
 */
final class Adoption {
    /** What becomes of the chunk, or the first rule that keeps it from being taken over. */
    enum Verdict {
        TAKEN_OVER,
        /** Nobody has confirmed the record with the origin since its birth, or it has been changed since. */
        RECORD_NOT_ADOPTABLE,
        OTHER_VOLUME,
        /** Also when nobody knows what coherency data the volume had with that generation. */
        OTHER_VOLUME_COHERENCY,
        OTHER_OBJECT,
        /** Two objects without coherency data may have whatever contents. */
        NO_COHERENCY,
        OTHER_COHERENCY,
        OTHER_SIZE,
        /** Somebody was changing it: it may have bytes that the origin never had. */
        DIRTY,
        /** The origin's file was so young that it may have changed once more within the same tick of its clock. */
        TOO_YOUNG
    }

    /**
     * What has to be the case at the record.
     *
     * @param adoptable whether it has been confirmed with the origin after its birth and not been changed since
     */
    record Wanted(
            boolean adoptable, String volumeKey, Bytes volumeCoherency, Bytes objectKey, Bytes aux, long objectSize) {}

    /**
     * When the chunk was filled.
     *
     * @param filled when a block was last stored in it
     * @param modified when the origin's file was last modified before that
     */
    record Times(Instant filled, Instant modified) {}

    private Adoption() {}

    /** @param volume what the folder of the chunk says of its volume; null when it says nothing */
    static Verdict of(ChunkHeader chunk, @Nullable VolumeFile volume, Times times, Wanted wanted) {
        if (!wanted.adoptable()) {
            return Verdict.RECORD_NOT_ADOPTABLE;
        }
        ObjectIdentity object = chunk.object();
        if (!object.volumeKey().equals(wanted.volumeKey())) {
            return Verdict.OTHER_VOLUME;
        }
        if (volume == null || !hadCoherency(object, volume, wanted)) {
            return Verdict.OTHER_VOLUME_COHERENCY;
        }
        if (!object.objectKey().equals(wanted.objectKey())) {
            return Verdict.OTHER_OBJECT;
        }
        return ofContents(chunk, times, wanted);
    }

    /** A file about another generation speaks only for chunks that were themselves filled under what it says. */
    private static boolean hadCoherency(ObjectIdentity object, VolumeFile volume, Wanted wanted) {
        boolean speaksForIt = volume.volumeKey().equals(object.volumeKey())
                && (volume.generation().equals(object.generation().volume())
                        || volume.coherency().equals(object.volumeCoherency()));
        return speaksForIt && volume.coherency().equals(wanted.volumeCoherency());
    }

    private static Verdict ofContents(ChunkHeader chunk, Times times, Wanted wanted) {
        ObjectIdentity object = chunk.object();
        if (wanted.aux().isEmpty()) {
            return Verdict.NO_COHERENCY;
        }
        if (!object.aux().equals(wanted.aux())) {
            return Verdict.OTHER_COHERENCY;
        }
        if (object.objectSize() != wanted.objectSize()) {
            return Verdict.OTHER_SIZE;
        }
        if (chunk.isDirty()) {
            return Verdict.DIRTY;
        }
        Duration age = Duration.between(times.modified(), times.filled());
        return age.compareTo(StoreLimits.RACY) < 0 ? Verdict.TOO_YOUNG : Verdict.TAKEN_OVER;
    }
}
