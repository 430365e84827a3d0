package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class FaultTermTest {
    private static final FaultTerm TERM = FaultTerm.of(100, Duration.ofNanos(50));

    @Test
    void aFaultWhoseEffectWasSeenIsOverWhenItHasBeenInForceForItsTime() {
        assertThat(TERM.isOver(149, true)).isFalse();
        assertThat(TERM.isOver(150, true)).isTrue();
    }

    @Test
    void aFaultWithoutAnEffectYetIsGivenMoreTimeButNotForEver() {
        long latest = 150 + ChaosLimits.EFFECT_WAIT.toNanos();

        assertThat(TERM.isOver(latest - 1, false)).isFalse();
        assertThat(TERM.isOver(latest, false)).isTrue();
    }
}
