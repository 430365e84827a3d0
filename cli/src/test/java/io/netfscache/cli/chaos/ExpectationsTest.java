package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.history.Verdict;
import io.netfscache.protocol.Sabotage;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ExpectationsTest {
    private static final ChaosOptions FULL = new ChaosOptions(1, 120, 5, 8, null, null);
    private static final Map<String, FaultCount> FAULTS =
            Map.of("kill", new FaultCount(6, 6), "pause", new FaultCount(5, 4));

    private static Verdict verdict(long checked, long folios, long cache, long soon, long completed, long unknown) {
        return new Verdict(
                new Verdict.Reads(checked, folios, cache, checked - folios - cache, 0, 0, 0, soon),
                new Verdict.Invalidations(completed, 0, unknown),
                0,
                0,
                0,
                0,
                0,
                List.of(),
                0,
                1.5,
                "",
                2.5);
    }

    @Test
    void aFullRunIsHeldAgainstTheFiguresOfTheIssue() {
        assertThat(Expectations.of(FULL)).isEqualTo(new Expectations(10, 100_000, 1000, 0.5, 0.7, 0.02));
        assertThat(Expectations.of(FULL).problems(FAULTS, verdict(100_000, 10_000, 40_000, 1000, 70, 30)))
                .isEmpty();
    }

    @Test
    void aShortRunOfFewClientsIsHeldAgainstLess() {
        assertThat(Expectations.of(new ChaosOptions(1, 36, 3, 4, null, null)))
                .isEqualTo(new Expectations(2, 7_500, 150, 0.5, 0.7, 0.02));
    }

    @Test
    void noRunPassesWithoutAFault() {
        Expectations shortest = Expectations.of(new ChaosOptions(1, ChaosLimits.MIN_SECONDS, 1, 1, null, null));

        assertThat(shortest.faults()).isEqualTo(1);
        assertThat(shortest.problems(Map.of(), verdict(100_000, 10_000, 40_000, 1000, 70, 30)))
                .containsExactly("too few effective faults: 0, expected 1 or more");
    }

    @Test
    void whatThereWasTooLittleOfIsNamedWithBothFigures() {
        Map<String, FaultCount> few = Map.of("kill", new FaultCount(12, 9));

        List<String> problems = Expectations.of(FULL).problems(few, verdict(99_999, 9_999, 39_999, 999, 69, 31));

        assertThat(problems)
                .containsExactly(
                        "too few effective faults: 9, expected 10 or more",
                        "too few checked reads: 99999, expected 100000 or more",
                        "too few reads from the cache: 49998, expected 49999 or more",
                        "too few reads from the cache within 1 s of an acknowledged invalidation: 999, expected 1000 or"
                                + " more",
                        "too few completed invalidations: 69, expected 70 or more");
    }

    @Test
    void aClusterThatOftenOnlyFailsDoesNotPass() {
        Verdict good = verdict(100_000, 10_000, 40_000, 1000, 70, 30);

        assertThat(Expectations.of(FULL).problems(FAULTS, withFailures(good, 2_040, 0)))
                .isEmpty();
        assertThat(Expectations.of(FULL).problems(FAULTS, withFailures(good, 2_040, 1)))
                .containsExactly("too many reads without bytes: 2041, expected 2040 or fewer");
    }

    private static Verdict withFailures(Verdict verdict, long failed, long misses) {
        Verdict.Reads reads = verdict.reads();
        return new Verdict(
                new Verdict.Reads(
                        reads.checked(),
                        reads.fromFolios(),
                        reads.fromCache(),
                        reads.fromOrigin(),
                        reads.fromSeveral(),
                        misses,
                        failed,
                        reads.cachedSoonAfterInvalidation()),
                verdict.invalidations(),
                0,
                0,
                0,
                0,
                0,
                List.of(),
                0,
                1.5,
                "",
                2.5);
    }

    @Test
    void aRunWithABrokenRuleNeedsAnEffectiveFaultAndATenthOfTheReads() {
        ChaosOptions broken = new ChaosOptions(1, 120, 5, 8, Sabotage.NO_LEASE, null);

        assertThat(Expectations.ofSabotaged(broken, 9)).isEqualTo(new Expectations(1, 10_000, 100, 0, 0, 1));
        assertThat(Expectations.ofSabotaged(new ChaosOptions(1, 36, 3, 4, Sabotage.NO_LEASE, null), 9))
                .isEqualTo(new Expectations(1, 750, 15, 0, 0, 1));
        assertThat(Expectations.ofSabotaged(broken, 0).faults()).isZero();
        assertThat(Expectations.ofSabotaged(broken, 9).problems(Map.of(), verdict(9_999, 0, 0, 99, 0, 30)))
                .containsExactly(
                        "too few effective faults: 0, expected 1 or more",
                        "too few checked reads: 9999, expected 10000 or more",
                        "too few reads from the cache within 1 s of an acknowledged invalidation: 99, expected 100 or"
                                + " more");
    }
}
