package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.history.Verdict;
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
        assertThat(Expectations.of(FULL)).isEqualTo(new Expectations(10, 100_000, 1000));
        assertThat(Expectations.of(FULL).problems(FAULTS, verdict(100_000, 10_000, 40_000, 1000, 70, 30)))
                .isEmpty();
    }

    @Test
    void aShortRunOfFewClientsIsHeldAgainstLess() {
        assertThat(Expectations.of(new ChaosOptions(1, 24, 3, 4, null, null)))
                .isEqualTo(new Expectations(2, 10_000, 100));
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
}
