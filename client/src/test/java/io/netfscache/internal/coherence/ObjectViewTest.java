package io.netfscache.internal.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.internal.coherence.ObjectView.Answer;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COHERENCE 1.1, 3.1 and 5.4: what a client knows of an object through look-ups, fences and gaps. */
@Timeout(30)
final class ObjectViewTest {
    private static final Bytes KEY = Bytes.of(new byte[] {1});
    private static final long SIZE = 100;
    private static final ByteRange BLOCK = new ByteRange(0, 4096);

    private long epoch = 1;
    private int voided;
    private ObjectView view = view(Rules.ALL);

    private ObjectView view(Rules rules) {
        return new ObjectView(() -> epoch, rules, aux(1), SIZE, () -> voided++);
    }

    private static Bytes aux(int version) {
        return Bytes.of(new byte[] {(byte) version});
    }

    private static ObjectGeneration generation(int volume, int object) {
        return new ObjectGeneration(new Generation(volume, 7), new Generation(object, 7));
    }

    private static CookieReply record(ObjectGeneration generation, int aux) {
        return new CookieReply(CookieId.of("vol", KEY.toArray()), generation, aux(aux), SIZE, false, false);
    }

    private static Fence fence(ObjectGeneration base, ObjectGeneration next, int aux) {
        return new Fence(1, 0, Fence.Scope.OBJECT, "vol", KEY, base, next, ByteRange.ALL, SIZE, aux(aux));
    }

    private static Fence volumeFence(int base, int next) {
        return new Fence(
                1,
                0,
                Fence.Scope.VOLUME,
                "vol",
                Bytes.EMPTY,
                new ObjectGeneration(generation(base, 0).volume(), Generation.NONE),
                new ObjectGeneration(generation(next, 0).volume(), Generation.NONE),
                ByteRange.ALL,
                0,
                Bytes.EMPTY);
    }

    /** The volume stays in its generation and has other coherency data. */
    private static Fence coherencyFence(int volume) {
        ObjectGeneration same = new ObjectGeneration(generation(volume, 0).volume(), Generation.NONE);
        return new Fence(1, 0, Fence.Scope.VOLUME, "vol", Bytes.EMPTY, same, same, ByteRange.EMPTY, 0, aux(77));
    }

    private Stamp known(int object) {
        assertThat(view.answered(view.ask(), record(generation(1, object), object), epoch))
                .isEqualTo(Answer.ACCEPTED);
        Stamp stamp = view.stamp();
        assertThat(stamp).isNotNull();
        return stamp;
    }

    @Test
    void aLookUpTellsTheStampThatIoBeginsWith() {
        assertThat(view.stamp()).isNull();
        Stamp stamp = known(3);
        assertThat(stamp.generation()).isEqualTo(generation(1, 3));
        assertThat(stamp.aux()).isEqualTo(aux(3));
        assertThat(stamp.objectSize()).isEqualTo(SIZE);
        assertThat(view.isCurrent(stamp)).isTrue();
    }

    @Test
    void onlyTheAnswerToTheLastLookUpIsLookedAt() {
        long first = view.ask();
        long second = view.ask();
        assertThat(view.answered(first, record(generation(1, 1), 1), epoch)).isEqualTo(Answer.IGNORED);
        assertThat(view.answered(second, record(generation(1, 2), 2), epoch)).isEqualTo(Answer.ACCEPTED);
        assertThat(view.answered(second, record(generation(1, 1), 1), epoch)).isEqualTo(Answer.IGNORED);
        assertThat(view.generation()).isEqualTo(generation(1, 2));
    }

    @Test
    void aFenceOfExactlyThisGenerationMovesItOnAndEndsIoUnderWay() {
        Stamp before = known(1);
        int ended = voided;
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        Stamp after = view.stamp();
        assertThat(after).isNotNull();
        assertThat(after.generation()).isEqualTo(generation(1, 2));
        assertThat(after.aux()).isEqualTo(aux(2));
        assertThat(view.isCurrent(before)).isFalse();
        assertThat(voided).isEqualTo(ended + 1);
    }

    @Test
    void theSameFenceOnceMoreChangesNothing() {
        known(1);
        Fence fence = fence(generation(1, 1), generation(1, 2), 2);
        view.fenced(fence);
        Stamp stamp = view.stamp();
        view.fenced(fence);
        assertThat(view.stamp()).isEqualTo(stamp);
    }

    @Test
    void otherCoherencyDataOfTheVolumeChangesNothing() {
        Stamp stamp = known(1);
        int ended = voided;

        view.fenced(coherencyFence(1));

        assertThat(view.stamp()).isEqualTo(stamp);
        assertThat(view.isCurrent(stamp)).isTrue();
        assertThat(view.aux()).isEqualTo(aux(1));
        assertThat(voided).isEqualTo(ended);
    }

    @Test
    void otherCoherencyDataOfTheVolumeDoesNotOvertakeALookUp() {
        long ticket = view.ask();
        view.fenced(coherencyFence(1));

        assertThat(view.answered(ticket, record(generation(1, 3), 3), epoch)).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void aFenceOfAnotherGenerationMakesTheObjectUnknown() {
        Stamp stamp = known(1);
        view.fenced(fence(generation(1, 5), generation(1, 6), 6));
        assertThat(view.stamp()).isNull();
        assertThat(view.isCurrent(stamp)).isFalse();
        assertThat(view.aux()).isEqualTo(aux(6));
    }

    @Test
    void aBaseOfAnotherVolumeGenerationIsNoBase() {
        known(1);
        view.fenced(fence(generation(9, 1), generation(9, 2), 2));
        assertThat(view.stamp()).isNull();
    }

    @Test
    void aVolumeFenceMakesItUnknownUnlessItIsOfThatVolumeGenerationAlready() {
        known(1);
        view.fenced(volumeFence(0, 1));
        assertThat(view.isKnown()).isTrue();
        view.fenced(volumeFence(1, 2));
        assertThat(view.isKnown()).isFalse();
    }

    @Test
    void aGapMakesItUnknown() {
        Stamp stamp = known(1);
        epoch = SessionLease.NO_EPOCH;
        assertThat(view.isCurrent(stamp)).isFalse();
        assertThat(view.stamp()).isNull();
        epoch = 2;
        assertThat(view.isCurrent(stamp)).isFalse();
        assertThat(view.stamp()).isNull();
    }

    @Test
    void aGapBetweenQuestionAndAnswerMakesTheAnswerWorthless() {
        long asked = view.ask();
        epoch = 2;
        assertThat(view.answered(asked, record(generation(1, 1), 1), 1)).isEqualTo(Answer.OVERTAKEN);
        assertThat(view.isKnown()).isFalse();
    }

    @Test
    void anAnswerThatWasAskedWithoutALeaseIsWorthless() {
        epoch = SessionLease.NO_EPOCH;
        assertThat(view.answered(view.ask(), record(generation(1, 1), 1), epoch))
                .isEqualTo(Answer.OVERTAKEN);
        assertThat(view.isKnown()).isFalse();
    }

    @Test
    void anAnswerThatAFenceOvertookCountsOnlyIfItIsTheNewGeneration() {
        long asked = view.ask();
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.answered(asked, record(generation(1, 1), 1), epoch)).isEqualTo(Answer.OVERTAKEN);
        long again = view.ask();
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.answered(again, record(generation(1, 2), 2), epoch)).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void anAnswerThatAVolumeFenceOvertookCountsOnlyIfItIsOfTheNewVolumeGeneration() {
        long asked = view.ask();
        view.fenced(volumeFence(1, 2));
        assertThat(view.answered(asked, record(generation(1, 1), 1), epoch)).isEqualTo(Answer.OVERTAKEN);
        long again = view.ask();
        view.fenced(volumeFence(1, 2));
        assertThat(view.answered(again, record(generation(2, 1), 1), epoch)).isEqualTo(Answer.ACCEPTED);
    }

    @Test
    void afterTwoFencesNoAnswerCounts() {
        long asked = view.ask();
        view.fenced(fence(generation(1, 2), generation(1, 3), 3));
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.answered(asked, record(generation(1, 2), 2), epoch)).isEqualTo(Answer.OVERTAKEN);
    }

    @Test
    void dataOfAFenceThatCameLateAreRefusedAndThoseOfBeforeAreTriedOnce() {
        known(3);
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        view.ask();
        assertThat(view.aux()).isEqualTo(aux(2));
        assertThat(view.refused()).isTrue();
        assertThat(view.aux()).isEqualTo(aux(3));
        view.ask();
        assertThat(view.refused()).isFalse();
    }

    @Test
    void aChangeOfOurOwnMakesItUnknownAndItsDataComeBeforeThoseOfAFence() {
        Stamp stamp = known(1);
        Change change = new Change(
                new OperationId(1, 1),
                Change.Kind.INVALIDATE,
                "vol",
                KEY,
                ObjectGeneration.NONE,
                aux(4),
                false,
                200,
                false);
        view.changing(change, aux(4), 200);
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.isCurrent(stamp)).isFalse();
        assertThat(view.isKnown()).isFalse();
        assertThat(view.aux()).isEqualTo(aux(4));
        assertThat(view.objectSize()).isEqualTo(200);
        view.changed();
        view.fenced(fence(generation(1, 2), generation(1, 3), 3));
        assertThat(view.aux()).isEqualTo(aux(3));
    }

    @Test
    void whenAChangeOfOursIsRefusedTheFenceThatCrossedItIsTried() {
        known(1);
        Change change = new Change(
                new OperationId(1, 1),
                Change.Kind.INVALIDATE,
                "vol",
                KEY,
                ObjectGeneration.NONE,
                aux(4),
                false,
                200,
                false);
        view.changing(change, aux(4), 200);
        Fence crossing = fence(generation(1, 2), generation(1, 3), 3);
        view.fenced(crossing);
        view.changed();
        view.ask();
        assertThat(view.aux()).isEqualTo(aux(4));

        assertThat(view.refused()).isTrue();

        assertThat(view.aux()).isEqualTo(crossing.aux());
        assertThat(view.objectSize()).isEqualTo(crossing.objectSize());
        view.ask();
        assertThat(view.refused()).isFalse();
    }

    @Test
    void theFenceOfOurOwnChangeDoesNotMakeTheOneThatCrossedItForgotten() {
        known(1);
        Change change = new Change(
                new OperationId(1, 1), Change.Kind.UPDATE, "vol", KEY, generation(1, 1), Bytes.EMPTY, true, 200, false);
        view.changing(change, aux(1), 200);
        Fence crossing = fence(generation(1, 2), generation(1, 3), 1);
        Fence own =
                new Fence(1, 0, Fence.Scope.OBJECT, "vol", KEY, generation(1, 1), generation(1, 2), BLOCK, 200, aux(1));
        // The later one comes first, and ours once more when it has been answered.
        view.fenced(crossing);
        view.fenced(own);
        view.changed();
        view.fenced(own);
        view.ask();
        assertThat(view.objectSize()).isEqualTo(200);

        assertThat(view.refused()).isTrue();

        assertThat(view.objectSize()).isEqualTo(crossing.objectSize());
    }

    @Test
    void whenAFenceThatCameDuringALookUpWasAnOlderOneWhatWasAskedWithIsTriedAgain() {
        Fence late = fence(generation(1, 1), generation(1, 2), 2);
        Bytes asked = view.aux();
        view.ask();
        view.fenced(late);
        assertThat(view.aux()).isEqualTo(late.aux());
        view.ask();

        assertThat(view.refused()).isTrue();

        assertThat(view.aux()).isEqualTo(asked);
    }

    @Test
    void whenAFenceOvertookTheRefusalOfALookUpItsDataAreTried() {
        Fence fence = fence(generation(1, 1), generation(1, 2), 2);
        view.ask();
        view.fenced(fence);

        assertThat(view.refused()).isTrue();

        assertThat(view.aux()).isEqualTo(fence.aux());
    }

    @Test
    void theAnswerToAModificationMayTellOfAVolumeInvalidatedMeanwhileBeforeItsFenceDoes() {
        known(1);
        view.modifying();
        assertThat(view.modified(record(generation(2, 2), 1), BLOCK)).isFalse();
    }

    @Test
    void aModificationEndsIoAndLetsNoneBeginUntilItsAnswer() {
        Stamp stamp = known(1);
        view.modifying();
        assertThat(view.isCurrent(stamp)).isFalse();
        assertThat(view.stamp()).isNull();
        assertThat(view.isKnown()).isFalse();
        assertThat(view.modified(record(generation(1, 2), 1), BLOCK)).isTrue();
        assertThat(view.generation()).isEqualTo(generation(1, 2));
        assertThat(view.isKnown()).isTrue();
    }

    @Test
    void theFenceOfAModificationMayComeBeforeItsAnswer() {
        known(1);
        view.modifying();
        view.fenced(fence(generation(1, 1), generation(1, 2), 1));
        assertThat(view.isKnown()).isFalse();
        assertThat(view.modified(record(generation(1, 2), 1), BLOCK)).isTrue();
        assertThat(view.isKnown()).isTrue();
    }

    @Test
    void theFenceOfAModificationMayComeBehindItsAnswerAndMoreThanOnce() {
        known(1);
        view.modifying();
        assertThat(view.modified(record(generation(1, 2), 1), BLOCK)).isTrue();
        Stamp stamp = view.stamp();
        view.fenced(fence(generation(1, 1), generation(1, 2), 1));
        view.fenced(fence(generation(1, 1), generation(1, 2), 1));
        assertThat(view.stamp()).isEqualTo(stamp);
    }

    @Test
    void aModificationThatAnotherChangeFollowedIsNotBelievedAndItsSuccessorIsKnown() {
        known(1);
        view.modifying();
        view.fenced(fence(generation(1, 1), generation(1, 2), 1));
        view.fenced(fence(generation(1, 2), generation(1, 3), 1));
        // A repeated request is answered with the record of today.
        assertThat(view.modified(record(generation(1, 3), 1), BLOCK)).isFalse();
        assertThat(view.generation()).isEqualTo(generation(1, 3));
    }

    @Test
    void aModificationThatAnotherChangePrecededIsNotBelieved() {
        known(1);
        view.modifying();
        view.fenced(fence(generation(1, 1), generation(1, 5), 1));
        assertThat(view.modified(record(generation(1, 6), 1), BLOCK)).isFalse();
        known(1);
        view.modifying();
        view.fenced(fence(generation(1, 8), generation(1, 9), 1));
        assertThat(view.modified(record(generation(1, 9), 1), BLOCK)).isFalse();
        assertThat(view.isKnown()).isFalse();
    }

    @Test
    void afterAGapOrAVolumeFenceOrAnotherChangeOfOursAModificationIsNotBelieved() {
        known(1);
        view.modifying();
        epoch++;
        assertThat(view.modified(record(generation(1, 2), 1), BLOCK)).isFalse();
        assertThat(view.isKnown()).isFalse();
        known(1);
        view.modifying();
        view.fenced(volumeFence(1, 2));
        assertThat(view.modified(record(generation(2, 2), 1), BLOCK)).isFalse();
        known(1);
        view.modifying();
        view.forget();
        assertThat(view.modified(record(generation(1, 2), 1), BLOCK)).isFalse();
    }

    @Test
    void aDirectWriteTurnsCachingOffUntilALookUpSaysOtherwise() {
        known(1);
        view.changing(
                new Change(
                        new OperationId(1, 1),
                        Change.Kind.INVALIDATE,
                        "vol",
                        KEY,
                        ObjectGeneration.NONE,
                        aux(1),
                        true,
                        SIZE,
                        true),
                aux(1),
                SIZE);
        assertThat(view.disabled()).isTrue();
        known(2);
        assertThat(view.disabled()).isFalse();
    }

    @Test
    void anErrorOfANodeCountsOnlyIfItIsAboutWhatIsKnownNow() {
        Stamp old = known(1);
        Stamp stamp = known(2);
        assertThat(view.foundStale(old)).isFalse();
        assertThat(view.isKnown()).isTrue();
        assertThat(view.foundStale(stamp)).isTrue();
        assertThat(view.isKnown()).isFalse();
        assertThat(view.foundStale(stamp)).isFalse();
    }

    @Test
    void bytesAreStoredUnderTheStampOfBeforeTheyWereReadWhateverCameMeanwhile() {
        Stamp captured = known(1);
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.storedUnder(captured)).isEqualTo(captured);
    }

    @Test
    void withoutTheRuleOfTheCaptureTheyAreStoredUnderWhatIsKnownThen() {
        view = view(Rules.without(Sabotage.GENERATION_AT_CACHE_WRITE));
        Stamp captured = known(1);
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.storedUnder(captured).generation()).isEqualTo(generation(1, 2));
        view.forget();
        assertThat(view.storedUnder(captured)).isEqualTo(captured);
    }

    @Test
    void withoutTheRuleOfLateAnswersOneBringsTheOldGenerationBack() {
        view = view(Rules.without(Sabotage.LATE_ANSWERS_POPULATE));
        long asked = view.ask();
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.answered(asked, record(generation(1, 1), 1), epoch)).isEqualTo(Answer.ACCEPTED);
        assertThat(view.generation()).isEqualTo(generation(1, 1));
    }

    @Test
    void withoutTheRuleOfTheBaseALateFenceBringsAnOldGenerationBack() {
        view = view(Rules.without(Sabotage.CARRY_OVER_FROM_ANY_BASE));
        known(3);
        view.fenced(fence(generation(1, 1), generation(1, 2), 2));
        assertThat(view.isKnown()).isTrue();
        assertThat(view.generation()).isEqualTo(generation(1, 2));
    }

    @Test
    void withoutTheVolumesGenerationAVolumeFenceIsMissed() {
        view = view(Rules.without(Sabotage.OBJECT_GENERATION_WITHOUT_VOLUME));
        known(1);
        view.fenced(volumeFence(1, 2));
        assertThat(view.isKnown()).isTrue();
    }

    @Test
    void whatFencesTellOfTheWayFromOneGenerationToAnotherIsAFactWhateverIsKnown() {
        // Given fences of an object that nothing is known of, and then the answer to a modification of our own
        view.fenced(new Fence(
                1, 0, Fence.Scope.OBJECT, "vol", KEY, generation(1, 1), generation(1, 2), BLOCK, SIZE, aux(1)));
        Stamp unused = known(2);
        view.modifying();
        assertThat(view.modified(record(generation(1, 3), 1), new ByteRange(4096, 8192)))
                .isTrue();

        assertThat(view.carries(generation(1, 1), generation(1, 3), 8192, 4096)).isTrue();
        assertThat(view.carries(generation(1, 1), generation(1, 3), 4096, 4096)).isFalse();
        assertThat(view.carries(generation(1, 1), generation(1, 3), 0, 4096)).isFalse();

        // And nothing leads past a fence of the volume, or to an answer that is not believed
        view.modifying();
        view.fenced(volumeFence(1, 2));
        assertThat(view.modified(record(generation(2, 4), 1), BLOCK)).isFalse();
        assertThat(view.carries(generation(1, 3), generation(2, 4), 8192, 4096)).isFalse();
        assertThat(view.carries(generation(1, 1), generation(1, 3), 8192, 4096))
                .as("a fact stays one")
                .isTrue();
    }
}
