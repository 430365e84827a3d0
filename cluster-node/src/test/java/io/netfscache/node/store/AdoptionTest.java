package io.netfscache.node.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.store.Adoption.Times;
import io.netfscache.node.store.Adoption.Verdict;
import io.netfscache.node.store.Adoption.Wanted;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COHERENCE 8.2, rule by rule. */
@Timeout(30)
class AdoptionTest {
    private static final Generation VOLUME = new Generation(1, 1);
    private static final Bytes COHERENCY = Bytes.utf8("fsid 7");
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Bytes AUX = Bytes.utf8("aux");
    private static final Wanted WANTED = new Wanted(true, "volume", COHERENCY, KEY, AUX, 100);
    private static final Instant MODIFIED = Instant.parse("2026-11-20T10:30:00Z");
    private static final Times TIMES = new Times(MODIFIED.plusSeconds(2), MODIFIED);

    private static ObjectIdentity object(Bytes key, Bytes aux, Bytes coherency) {
        return new ObjectIdentity(
                "volume", key, new ObjectGeneration(VOLUME, new Generation(5, 5)), 100, aux, coherency);
    }

    private static ChunkHeader chunk(ObjectIdentity object) {
        return new ChunkHeader(0, 64 << 20, 0, object, DroppedBlocks.NONE);
    }

    private static final ChunkHeader CHUNK = chunk(object(KEY, AUX, COHERENCY));

    private static Verdict of(ChunkHeader chunk, Wanted wanted) {
        return Adoption.of(chunk, new VolumeFile("volume", VOLUME, COHERENCY), TIMES, wanted);
    }

    private static Verdict of(ChunkHeader chunk, @Nullable VolumeFile volume) {
        return Adoption.of(chunk, volume, TIMES, WANTED);
    }

    @Test
    void aChunkOfTheSameContentsIsTakenOver() {
        assertThat(of(CHUNK, WANTED)).isEqualTo(Verdict.TAKEN_OVER);
    }

    @Test
    void whatDiffersIsNot() {
        Bytes other = Bytes.utf8("other");
        assertThat(of(CHUNK, new Wanted(false, "volume", COHERENCY, KEY, AUX, 100)))
                .isEqualTo(Verdict.RECORD_NOT_ADOPTABLE);
        assertThat(of(CHUNK, new Wanted(true, "volumes", COHERENCY, KEY, AUX, 100)))
                .isEqualTo(Verdict.OTHER_VOLUME);
        assertThat(of(CHUNK, new Wanted(true, "volume", other, KEY, AUX, 100)))
                .isEqualTo(Verdict.OTHER_VOLUME_COHERENCY);
        assertThat(of(CHUNK, new Wanted(true, "volume", COHERENCY, other, AUX, 100)))
                .isEqualTo(Verdict.OTHER_OBJECT);
        assertThat(of(CHUNK, new Wanted(true, "volume", COHERENCY, KEY, other, 100)))
                .isEqualTo(Verdict.OTHER_COHERENCY);
        assertThat(of(CHUNK, new Wanted(true, "volume", COHERENCY, KEY, AUX, 101)))
                .isEqualTo(Verdict.OTHER_SIZE);
    }

    @Test
    void withoutCoherencyDataNothingIsKnownToBeEqual() {
        ChunkHeader without = chunk(object(KEY, Bytes.EMPTY, COHERENCY));

        assertThat(of(without, new Wanted(true, "volume", COHERENCY, KEY, Bytes.EMPTY, 100)))
                .isEqualTo(Verdict.NO_COHERENCY);
    }

    @Test
    void aDirtyChunkIsNotTakenOver() {
        assertThat(of(CHUNK.dirty(true), WANTED)).isEqualTo(Verdict.DIRTY);
        assertThat(of(CHUNK.dirty(true).dirty(false), WANTED)).isEqualTo(Verdict.TAKEN_OVER);
    }

    @Test
    void whatWasFilledWithinTwoSecondsOfTheLastChangeIsNot() {
        VolumeFile volume = new VolumeFile("volume", VOLUME, COHERENCY);
        for (long millis : List.of(-5000L, 0L, 1999L)) {
            assertThat(Adoption.of(CHUNK, volume, new Times(MODIFIED.plusMillis(millis), MODIFIED), WANTED))
                    .as("%s ms", millis)
                    .isEqualTo(Verdict.TOO_YOUNG);
        }
    }

    @Test
    void theVolumesCoherencyIsWhatItsFileSays() {
        Bytes former = Bytes.utf8("fsid 6");
        ChunkHeader filledBefore = chunk(object(KEY, AUX, former));

        assertThat(of(filledBefore, new VolumeFile("volume", VOLUME, COHERENCY)))
                .isEqualTo(Verdict.TAKEN_OVER);
        assertThat(of(CHUNK, new VolumeFile("volume", VOLUME, former))).isEqualTo(Verdict.OTHER_VOLUME_COHERENCY);
        assertThat(of(CHUNK, (VolumeFile) null)).isEqualTo(Verdict.OTHER_VOLUME_COHERENCY);
        assertThat(of(CHUNK, new VolumeFile("another", VOLUME, COHERENCY))).isEqualTo(Verdict.OTHER_VOLUME_COHERENCY);
    }

    /** The volume was invalidated while the node was away, and a chunk of its new generation was the next to be stored. */
    @Test
    void aFileAboutALaterGenerationDoesNotSpeakForChunksOfOtherCoherency() {
        VolumeFile later = new VolumeFile("volume", new Generation(2, 2), COHERENCY);

        assertThat(of(chunk(object(KEY, AUX, Bytes.utf8("fsid 6"))), later)).isEqualTo(Verdict.OTHER_VOLUME_COHERENCY);
        assertThat(of(CHUNK, later)).isEqualTo(Verdict.TAKEN_OVER);
    }
}
