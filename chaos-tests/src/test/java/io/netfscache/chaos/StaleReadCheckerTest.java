package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.chaos.StaleReadChecker.Acknowledged;
import io.netfscache.chaos.StaleReadChecker.Read;
import io.netfscache.chaos.StaleReadChecker.Written;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class StaleReadCheckerTest {
    private static final List<Written> WRITTEN = List.of(new Written(1, 1), new Written(10, 2));
    private static final List<Acknowledged> ACKNOWLEDGED = List.of(new Acknowledged(20, 2));

    private final StaleReadChecker checker = new StaleReadChecker();

    @Test
    void an_old_version_is_right_until_the_invalidation_is_acknowledged() {
        List<Read> reads = List.of(new Read("a", 2, 3, 1), new Read("a", 12, 13, 1), new Read("b", 19, 30, 1));

        assertThat(checker.problems(reads, WRITTEN, ACKNOWLEDGED)).isEmpty();
    }

    @Test
    void an_old_version_read_after_the_acknowledgement_is_flagged() {
        List<Read> reads = List.of(new Read("a", 12, 13, 2), new Read("b", 21, 22, 1));

        assertThat(checker.problems(reads, WRITTEN, ACKNOWLEDGED))
                .singleElement()
                .asString()
                .contains("reader=b", "is stale");
    }

    @Test
    void a_mixture_of_versions_is_flagged_even_where_both_are_allowed() {
        List<Read> reads = List.of(new Read("a", 12, 13, StaleReadChecker.MIXED));

        assertThat(checker.problems(reads, WRITTEN, ACKNOWLEDGED)).hasSize(1);
    }

    @Test
    void a_version_read_before_it_was_written_is_flagged() {
        List<Read> reads = List.of(new Read("a", 5, 6, 2));

        assertThat(checker.problems(reads, WRITTEN, ACKNOWLEDGED)).hasSize(1);
    }
}
