package io.netfscache.cli.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

class NodeClockTest {
    private final AtomicLong machine = new AtomicLong(-7_000_000_000L);

    private void pass(Duration time) {
        machine.addAndGet(time.toNanos());
    }

    private static void assertPassed(LongSupplier clock, long before, Duration expected) {
        assertThat(Duration.ofNanos(clock.getAsLong() - before)).isEqualTo(expected);
    }

    @Test
    void aTrueClockGoesAsThatOfTheMachine() {
        LongSupplier clock = NodeClock.TRUE.of(machine::get);
        long start = clock.getAsLong();

        pass(Duration.ofHours(1));

        assertPassed(clock, start, Duration.ofHours(1));
    }

    @Test
    void aStoppingClockStandsStillWhileNobodyLooksAtIt() {
        LongSupplier clock = NodeClock.STOPPING.of(machine::get);
        long start = clock.getAsLong();

        pass(Duration.ofMillis(400));
        assertPassed(clock, start, Duration.ofMillis(400));
        pass(Duration.ofMillis(1200));
        assertPassed(clock, start, Duration.ofMillis(400));
        pass(Duration.ofMillis(50));
        assertPassed(clock, start, Duration.ofMillis(450));
    }
}
