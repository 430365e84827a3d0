package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class UpkeepTest {
    private final ManualTime time = new ManualTime();
    private final List<String> failures = new ArrayList<>();
    private int rounds;

    @Test
    void aRoundThatThrowsAndOneThatFailsDoNotEndIt() {
        // Given
        repeat(() -> {
            if (rounds == 1) {
                throw new IllegalStateException("thrown");
            }
            return rounds == 2
                    ? CompletableFuture.failedFuture(new IllegalStateException("failed"))
                    : CompletableFuture.completedFuture(null);
        });

        // When
        time.pass(40);

        // Then
        assertThat(rounds).isEqualTo(4);
        assertThat(failures).containsExactly("thrown", "failed");
    }

    @Test
    void theNextRoundWaitsForTheEndOfTheLast() {
        // Given
        CompletableFuture<Void> slow = new CompletableFuture<>();
        repeat(() -> slow);
        time.pass(100);
        assertThat(rounds).isEqualTo(1);

        // When
        slow.complete(null);
        time.pass(10);

        // Then
        assertThat(rounds).isEqualTo(2);
    }

    private void repeat(Supplier<CompletionStage<Void>> round) {
        Upkeep.repeat(
                time,
                () -> 10,
                () -> {
                    rounds++;
                    return round.get();
                },
                error -> failures.add(error.getMessage()));
    }
}
