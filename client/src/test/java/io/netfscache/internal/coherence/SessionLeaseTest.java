package io.netfscache.internal.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** COHERENCE 5.2, 5.4 and 2.5: how long a client may serve what it knows. */
@Timeout(30)
final class SessionLeaseTest {
    private static final Fence FENCE = new Fence(
            7,
            0,
            Fence.Scope.OBJECT,
            "vol",
            Bytes.of(new byte[] {1}),
            ObjectGeneration.NONE,
            new ObjectGeneration(new Generation(1, 1), new Generation(2, 2)),
            ByteRange.ALL,
            1,
            Bytes.EMPTY);

    private final List<Fence> applied = new ArrayList<>();
    private long nanos = -5_000_000_000L;
    private long wallAheadMillis = 1_700_000_000_000L;
    private SessionLease lease = lease(Rules.ALL);

    private SessionLease lease(Rules rules) {
        return new SessionLease(() -> nanos, () -> wallAheadMillis + nanos / 1_000_000, rules);
    }

    private void advance(long millis) {
        nanos += Duration.ofMillis(millis).toNanos();
    }

    private long send() {
        return lease.beat().sequence();
    }

    private void answer(long sequence, long nodeEpoch, int timeToLiveMillis, Fence... unconfirmed) {
        lease.answered(new HeartbeatAck(sequence, nodeEpoch, timeToLiveMillis, List.of(unconfirmed)), applied::add);
    }

    @Test
    void theLeaseRunsFromWhenTheHeartbeatWasSentNotFromItsAnswer() {
        long sequence = send();
        advance(500);
        answer(sequence, 1, 2000);
        advance(1499);
        assertThat(lease.held()).isTrue();
        advance(1);
        assertThat(lease.held()).isFalse();
        assertThat(lease.epoch()).isEqualTo(SessionLease.NO_EPOCH);
    }

    @Test
    void anAnswerThatComesAfterItsTimeToLiveLendsNothing() {
        long sequence = send();
        advance(2000);
        answer(sequence, 1, 2000);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void fencesOfAnAnswerAreAppliedBeforeItsLeaseIsHeld() {
        List<Boolean> held = new ArrayList<>();
        lease.answered(new HeartbeatAck(send(), 1, 2000, List.of(FENCE)), fence -> held.add(lease.held()));
        assertThat(held).containsExactly(false);
        assertThat(lease.held()).isTrue();
    }

    @Test
    void answersWithoutAGapKeepTheEpochAndAGapStartsAnother() {
        answer(send(), 1, 2000);
        long first = lease.epoch();
        advance(1000);
        answer(send(), 1, 2000);
        advance(1999);
        assertThat(lease.epoch()).isEqualTo(first);
        advance(1);
        answer(send(), 1, 2000);
        assertThat(lease.epoch()).isNotIn(first, SessionLease.NO_EPOCH);
    }

    @Test
    void anotherEpochOfTheNodeStartsAnother() {
        answer(send(), 1, 2000);
        long first = lease.epoch();
        answer(send(), 2, 2000);
        assertThat(lease.epoch()).isNotIn(first, SessionLease.NO_EPOCH);
    }

    @Test
    void anotherSessionNodeStartsAnotherEvenWithTheSameEpochAndOldAnswersAreNotHeard() {
        answer(send(), 1, 2000);
        long first = lease.epoch();
        long onTheOldConnection = send();
        lease.lost();
        assertThat(lease.held()).isFalse();
        answer(onTheOldConnection, 1, 2000);
        assertThat(lease.held()).isFalse();
        answer(send(), 1, 2000);
        assertThat(lease.epoch()).isNotIn(first, SessionLease.NO_EPOCH);
    }

    @Test
    void anAnswerThatALaterOneOvertookNeitherCutsTheLeaseNorLengthensItButItsFencesCount() {
        long older = send();
        advance(100);
        answer(send(), 1, 1000);
        long epoch = lease.epoch();
        // When
        answer(older, 1, 2000, FENCE);
        answer(older, 9, 0);
        // Then
        assertThat(applied).containsExactly(FENCE);
        assertThat(lease.epoch()).isEqualTo(epoch);
        advance(1000);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void aShorterTimeToLiveDoesNotCutWhatHasBeenLent() {
        answer(send(), 1, 2000);
        long epoch = lease.epoch();
        advance(100);
        answer(send(), 1, 100);
        advance(1899);
        assertThat(lease.epoch()).isEqualTo(epoch);
    }

    @Test
    void aNodeWithoutALeaseTakesItBack() {
        answer(send(), 1, 2000);
        answer(send(), 1, 0);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void moreHeartbeatsWithoutAnswerThanCanCountAreForgotten() {
        long first = send();
        for (int i = 0; i < 10; i++) {
            send();
        }
        answer(first, 1, 2000);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void aSessionExpires25SecondsAfterTheLastAnsweredHeartbeatWasSentAndOnceOnly() {
        assertThat(lease.expires()).as("there was none yet").isFalse();
        long sequence = send();
        advance(1_000);
        answer(sequence, 1, 2000);
        send();
        advance(24_000);
        assertThat(lease.expires()).isFalse();
        advance(1);
        assertThat(lease.silentNanos()).isEqualTo(Duration.ofMillis(25_001).toNanos());
        assertThat(lease.expires()).isTrue();
        assertThat(lease.expires()).isFalse();
        assertThat(lease.held()).isFalse();
        // When: it is resumed, at another node, and cut off once more.
        lease.lost();
        answer(send(), 1, 2000);
        assertThat(lease.expires()).isFalse();
        assertThat(lease.silentNanos()).isZero();
        advance(30_001);
        assertThat(lease.expires()).isTrue();
    }

    @Test
    void answersOfANodeWithoutALeaseDoNotKeepASessionAlive() {
        answer(send(), 1, 2000);
        for (int i = 0; i < 61; i++) {
            advance(500);
            answer(send(), 1, 0);
        }
        assertThat(lease.expires()).isTrue();
    }

    @Test
    void aLateAnswerToAHeartbeatFromBeforeAGapDoesNotHideIt() {
        answer(send(), 1, 2000);
        advance(500);
        long before = send();
        advance(40_000);
        answer(before, 1, 2000);
        assertThat(lease.expires()).isTrue();
        assertThat(lease.held()).isFalse();
    }

    @Test
    void aSuspensionOfTheMachineEndsTheLeaseForGood() {
        answer(send(), 1, 2000);
        long first = lease.epoch();
        wallAheadMillis += 200;
        assertThat(lease.held()).isTrue();
        wallAheadMillis += 1;
        assertThat(lease.held()).isFalse();
        wallAheadMillis -= 201;
        assertThat(lease.held()).isFalse();
        answer(send(), 1, 2000);
        assertThat(lease.epoch()).isNotIn(first, SessionLease.NO_EPOCH);
    }

    @Test
    void aSuspensionBetweenAHeartbeatAndItsAnswerLendsNothing() {
        long sequence = send();
        wallAheadMillis += 30_000;
        answer(sequence, 1, 2000);
        assertThat(lease.held()).isFalse();
    }

    @Test
    void withoutTheRuleOfJumpsALeaseSurvivesASuspension() {
        lease = lease(Rules.without(Sabotage.CLOCK_JUMP_IGNORED));
        answer(send(), 1, 2000);
        wallAheadMillis += 30_000;
        assertThat(lease.held()).isTrue();
    }

    @Test
    void withoutTheRuleOfLeasesAClientThatIsCutOffServesForEver() {
        lease = lease(Rules.without(Sabotage.PUSHES_WITHOUT_SESSION_LEASE));
        assertThat(lease.held()).isFalse();
        answer(send(), 1, 2000);
        long epoch = lease.epoch();
        advance(100_000);
        lease.lost();
        assertThat(lease.epoch()).isEqualTo(epoch).isNotEqualTo(SessionLease.NO_EPOCH);
    }
}
