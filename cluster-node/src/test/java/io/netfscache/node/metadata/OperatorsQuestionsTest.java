package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class OperatorsQuestionsTest {
    private final List<Runnable> upkeep = new ArrayList<>();
    private final LocalRecords records = new HazelcastLocalRecords(
            () -> {
                throw new AssertionError("nothing runs here");
            },
            upkeep::add,
            task -> {
                throw new RejectedExecutionException("full");
            });

    @Test
    void what_operators_ask_is_refused_when_they_ask_too_much_and_takes_no_place_of_the_upkeep() {
        assertRefused(records.volumes("", 10));
        assertRefused(records.cookies("volume", new CookieId(0, 0), 10));
        assertRefused(records.countCookies(Set.of("volume")));
        assertRefused(records.volume("volume"));
        assertRefused(records.cookie(new CookieId(1, 1)));
        assertThat(upkeep).isEmpty();

        assertThat(records.pending()).isNotCompleted();
        assertThat(upkeep).hasSize(1);
    }

    private static void assertRefused(CompletionStage<?> answer) {
        assertThat(answer)
                .failsWithin(Duration.ofSeconds(10))
                .withThrowableThat()
                .havingCause()
                .isInstanceOfSatisfying(
                        MetadataException.class,
                        refusal -> assertThat(refusal.reason()).isEqualTo(Reason.OVER_LIMIT));
    }
}
