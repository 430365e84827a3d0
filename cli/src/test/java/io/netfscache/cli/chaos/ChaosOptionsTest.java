package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ChaosOptionsTest {
    @Test
    void aHistoryThatDoesNotFitIntoTheHeapIsRefusedBeforeTheRun() {
        ChaosOptions longest = new ChaosOptions(1, ChaosLimits.MAX_SECONDS, 5, 8, null, null);

        assertThat(longest.heapBytes()).isBetween(1L << 30, 2L << 30);
        assertThat(longest.requireHeap(2L << 30)).isSameAs(longest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> longest.requireHeap(1L << 30))
                .withMessageContaining("--seconds: the history of 3600 s of 8 clients takes up to")
                .withMessageContaining("-Xmx");
    }

    @Test
    void theUsualRunFitsIntoASmallHeap() {
        ChaosOptions usual = new ChaosOptions(1, 120, 5, 8, null, null);

        assertThat(usual.heapBytes()).isLessThan(256L << 20);
    }
}
