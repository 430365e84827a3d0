package io.netfscache.internal.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COHERENCE 1.1 and 3.1: what the bytes of one generation have to do with those of another. */
@Timeout(30)
final class LineageTest {
    private static final int BLOCK = 4096;

    private final Lineage lineage = new Lineage();

    private static ObjectGeneration generation(int object) {
        return generation(1, object);
    }

    private static ObjectGeneration generation(int volume, int object) {
        return new ObjectGeneration(new Generation(volume, 7), new Generation(object, 7));
    }

    private static ByteRange block(int number) {
        return new ByteRange((long) number * BLOCK, (number + 1L) * BLOCK);
    }

    private void step(int base, int next, ByteRange dropped) {
        lineage.add(generation(base), generation(next), dropped);
    }

    private boolean carriesBlock(int from, int to, int block) {
        return lineage.carries(generation(from), generation(to), (long) block * BLOCK, BLOCK);
    }

    @Test
    void aGenerationIsWhatItIs() {
        assertThat(carriesBlock(1, 1, 0)).isTrue();
        assertThat(carriesBlock(1, 2, 0)).isFalse();
    }

    @Test
    void nothingIsOfNoGeneration() {
        assertThat(lineage.carries(ObjectGeneration.NONE, ObjectGeneration.NONE, 0, BLOCK))
                .isFalse();
    }

    @Test
    void aChainLeadsOnWhatNoneOfItsFencesDropped() {
        step(1, 2, block(1));
        step(2, 3, ByteRange.EMPTY);
        step(3, 4, new ByteRange(5 * BLOCK, Long.MAX_VALUE));

        assertThat(carriesBlock(1, 4, 0)).isTrue();
        assertThat(carriesBlock(1, 4, 1)).isFalse();
        assertThat(carriesBlock(2, 4, 1)).isTrue();
        assertThat(carriesBlock(1, 4, 4)).isTrue();
        assertThat(carriesBlock(1, 4, 5)).isFalse();
        assertThat(lineage.carries(generation(2), generation(4), 4 * BLOCK, BLOCK + 1))
                .isFalse();
        assertThat(carriesBlock(4, 1, 0)).as("backwards").isFalse();
    }

    @Test
    void aRangeThatEndsWhereTheDroppedOneBeginsIsCarried() {
        step(1, 2, block(1));

        assertThat(lineage.carries(generation(1), generation(2), 0, BLOCK)).isTrue();
        assertThat(lineage.carries(generation(1), generation(2), 0, BLOCK + 1)).isFalse();
        assertThat(lineage.carries(generation(1), generation(2), 2 * BLOCK, Long.MAX_VALUE))
                .isTrue();
        assertThat(lineage.carries(generation(1), generation(2), -1, BLOCK)).isFalse();
    }

    @Test
    void aStepThatWasNotSeenBreaksTheChain() {
        step(1, 2, ByteRange.EMPTY);
        step(3, 4, ByteRange.EMPTY);

        assertThat(carriesBlock(1, 4, 0)).isFalse();
    }

    @Test
    void theOrderInWhichFencesComeMeansNothing() {
        step(2, 3, ByteRange.EMPTY);
        step(1, 2, ByteRange.EMPTY);
        step(1, 2, ByteRange.EMPTY);

        assertThat(carriesBlock(1, 3, 0)).isTrue();
    }

    @Test
    void fencesOfAnotherVolumeGenerationDoNotLeadAnywhere() {
        lineage.add(generation(1, 1), generation(1, 2), ByteRange.EMPTY);

        assertThat(lineage.carries(generation(2, 1), generation(2, 2), 0, BLOCK))
                .isFalse();
        assertThat(lineage.carries(generation(1, 1), generation(2, 2), 0, BLOCK))
                .isFalse();
    }

    @Test
    void fencesOfTheVolumeOrWithoutABaseOrOfEverythingLeadNowhere() {
        lineage.add(new Fence(
                1,
                0,
                Fence.Scope.VOLUME,
                "vol",
                Bytes.EMPTY,
                generation(1),
                generation(2),
                ByteRange.EMPTY,
                0,
                Bytes.EMPTY));
        step(2, 3, ByteRange.ALL);
        lineage.add(new ObjectGeneration(generation(1).volume(), Generation.NONE), generation(4), ByteRange.EMPTY);

        assertThat(carriesBlock(1, 2, 0)).isFalse();
        assertThat(carriesBlock(2, 3, 0)).isFalse();
        assertThat(lineage.carries(
                        new ObjectGeneration(generation(1).volume(), Generation.NONE), generation(4), 0, BLOCK))
                .isFalse();
    }

    @Test
    void ofTwoSuccessorsOfOneGenerationNeitherIsBelieved() {
        step(1, 2, ByteRange.EMPTY);
        step(1, 3, ByteRange.EMPTY);

        assertThat(carriesBlock(1, 2, 0)).isFalse();
        assertThat(carriesBlock(1, 3, 0)).isFalse();
    }

    @Test
    void aCircleHasAnEnd() {
        step(1, 2, ByteRange.EMPTY);
        step(2, 1, ByteRange.EMPTY);

        assertThat(carriesBlock(1, 3, 0)).isFalse();
    }

    @Test
    void onlyTheLastStepsAreRemembered() {
        for (int i = 0; i <= Lineage.MAX_LINKS; i++) {
            step(i + 1, i + 2, ByteRange.EMPTY);
        }

        assertThat(carriesBlock(1, Lineage.MAX_LINKS + 2, 0)).isFalse();
        assertThat(carriesBlock(2, Lineage.MAX_LINKS + 2, 0)).isTrue();
    }
}
