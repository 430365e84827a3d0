package io.netfscache.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The figures of a verdict; which reads are wrong is CheckerTest's. */
@Timeout(30)
class VerdictTest {
    private static final Answer OK = new Answer.Ok();
    private static final Answer UNKNOWN = new Answer.Unknown("no quorum");

    private final Recording events = new Recording();
    private long operations;

    private static long millis(long time) {
        return TimeUnit.MILLISECONDS.toNanos(time);
    }

    private void call(long invokedMillis, long endedMillis, String client, Call call, Answer answer) {
        operations++;
        events.add(new Event.Invoked(millis(invokedMillis), client, operations, call));
        events.add(new Event.Ended(millis(endedMillis), client, operations, answer));
    }

    private void write(long at, int version) {
        call(at, at + 1, "writer", new Call.Write("a.bin", version), OK);
    }

    private void invalidate(long invoked, long ended, int version, Answer answer) {
        call(invoked, ended, "writer", new Call.Invalidate("a.bin", version), answer);
    }

    private void read(long invoked, long ended, int version, Answer.Source source) {
        call(
                invoked,
                ended,
                "client-1",
                new Call.Read("a.bin", 4, 2),
                new Answer.Bytes(List.of(version, version), source));
    }

    private Verdict verdict() {
        return Checker.check(events.history());
    }

    @Test
    void readsAreCountedByHowTheyEnded() {
        // Given
        write(0, 1);
        invalidate(10, 100, 1, OK);
        read(101, 102, 1, Answer.Source.FOLIOS);
        read(1100, 1101, 1, Answer.Source.CACHE);
        read(1101, 1102, 1, Answer.Source.CACHE);
        read(110, 111, 1, Answer.Source.ORIGIN);
        read(112, 113, 1, Answer.Source.SEVERAL);
        call(120, 121, "client-1", new Call.Read("a.bin", 0, 1), new Answer.Miss("lapse"));
        call(122, 123, "client-1", new Call.Read("a.bin", 0, 1), new Answer.Failed("refused"));
        call(124, 125, "client-1", new Call.Read("a.bin", 0, 1), new Answer.Unknown("timeout"));

        // When, then those of folios and cache count up to 1 s after the acknowledgement
        assertThat(verdict().reads()).isEqualTo(new Verdict.Reads(5, 1, 2, 1, 1, 1, 2, 2));
    }

    @Test
    void theLongestCallIsNamed() {
        // Given
        write(1000, 1);
        read(2000, 4500, 1, Answer.Source.CACHE);
        events.add(new Event.Invoked(millis(2100), "client-2", 1, new Call.Read("a.bin", 0, 1)));
        read(5000, 5001, 1, Answer.Source.CACHE);

        // When
        Verdict verdict = verdict();

        // Then the one that never ended was still under way at the end
        assertThat(verdict.longestCallSeconds()).isEqualTo(2.901);
        assertThat(verdict.longestCall()).contains("client-2", "a.bin", "at 1.100000 s");
        assertThat(verdict.callsWithoutEnd()).isEqualTo(1);
    }

    @Test
    void theLongestCallMayHaveEnded() {
        write(1000, 1);
        read(2000, 4500, 1, Answer.Source.CACHE);
        read(5000, 5001, 1, Answer.Source.CACHE);

        assertThat(verdict().longestCallSeconds()).isEqualTo(2.5);
        assertThat(verdict().longestCall()).contains("client-1", "a.bin", "at 1.000000 s");
    }

    @Test
    void aCallThatNeverEndedIsAsLongAsTheRunAlthoughNothingElseHappenedInIt() {
        write(1000, 1);
        events.add(new Event.Invoked(millis(2100), "client-2", 1, new Call.Read("a.bin", 0, 1)));

        assertThat(Checker.check(events.history(), millis(60_100)).longestCallSeconds())
                .isEqualTo(58.0);
    }

    @Test
    void unavailableIsFromTheFirstUnansweredTryToTheNextAcknowledgement() {
        // Given an idle time of 10 s, then tries that fail until one succeeds 4 s after the first began
        write(0, 1);
        invalidate(10, 20, 1, OK);
        invalidate(10_000, 11_000, 1, UNKNOWN);
        invalidate(12_000, 13_000, 1, new Answer.Failed("not a member"));
        invalidate(13_900, 14_000, 1, OK);

        // When, then
        assertThat(verdict().unavailableSeconds()).isEqualTo(4.0);
        assertThat(verdict().invalidations()).isEqualTo(new Verdict.Invalidations(2, 1, 1));
    }

    @Test
    void unavailableCountsWhatWasUnderWayWhenAnotherWasAcknowledged() {
        // Given
        write(0, 1);
        call(100, 9_200, "other", new Call.Invalidate("a.bin", 1), OK);
        invalidate(150, 200, 1, OK);

        // When, then
        assertThat(verdict().unavailableSeconds()).isEqualTo(9.0);
    }

    @Test
    void unavailableLastsToTheEndWhenNothingIsAcknowledgedAnyMore() {
        // Given
        write(0, 1);
        invalidate(1_000, 6_000, 1, UNKNOWN);
        read(20_000, 20_001, 1, Answer.Source.ORIGIN);

        // When, then to the end of the last try
        assertThat(verdict().unavailableSeconds()).isEqualTo(5.0);

        // Given another that never ends
        events.add(new Event.Invoked(millis(8_000), "writer", 100, new Call.Invalidate("a.bin", 1)));

        // When, then to the end of the history
        assertThat(verdict().unavailableSeconds()).isEqualTo(19.001);
        assertThat(verdict().invalidations().unknown()).isEqualTo(2);
    }

    @Test
    void problemsAreToldInSentencesWithTimesFromTheStart() {
        // Given
        write(1000, 1);
        invalidate(1100, 1200, 1, OK);
        read(1300, 1301, 0, Answer.Source.FOLIOS);

        // When, then
        assertThat(verdict().sentences())
                .containsExactly("stale: client-1 read blocks 4-5 of a.bin from folios, 0.300000 s to 0.301000 s:"
                        + " version 0, but version 1 was acknowledged at 0.200000 s");
    }

    @Test
    void allProblemsAreCountedAndTwentyAreTold() {
        // Given
        write(0, 1);
        invalidate(2, 3, 1, OK);
        for (int i = 0; i < 3000; i++) {
            read(10 + i, 11 + i, 0, Answer.Source.CACHE);
        }

        // When
        Verdict verdict = verdict();

        // Then
        assertThat(verdict.staleReads()).isEqualTo(3000);
        assertThat(verdict.problems()).hasSize(HistoryLimits.KEPT_PROBLEMS);
        assertThat(verdict.sentences()).hasSize(20);
        assertThat(verdict.ok()).isFalse();
    }

    @Test
    void aReadThatIsTornAndForeignIsOneTornRead() {
        // Given
        call(
                0,
                1,
                "client-1",
                new Call.Read("a.bin", 0, 2),
                new Answer.Bytes(List.of(Answer.TORN, Answer.FOREIGN), Answer.Source.CACHE));

        // When, then
        assertThat(verdict().tornReads()).isEqualTo(1);
        assertThat(verdict().problems()).hasSize(2);
    }

    @Test
    void anEmptyHistoryIsNotOk() {
        assertThat(Checker.check(History.of(Collections.emptyList())).ok()).isFalse();
    }
}
