package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.origin.OriginBusyException;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How long a close tries what the origin turns away for now. */
@Timeout(30)
final class LastTriesTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final WriteTime time = new WriteTime(now::get, new Random(1), wait -> now.addAndGet(wait.toNanos()));
    private final LastTries tries = new LastTries(time);

    private static OriginBusyException busy(@Nullable Duration retryAfter) {
        return new OriginBusyException("busy", retryAfter);
    }

    @Test
    void theWaitsGrowAndThereAreFiveTries() {
        Duration longest = NetfsLimits.MIN_LAST_BACK_OFF;
        for (int failures = 1; failures < NetfsLimits.LAST_TRIES; failures++) {
            assertThat(tries.waitAfter(busy(null))).isBetween(longest.dividedBy(2), longest);
            longest = longest.multipliedBy(2);
        }
        assertThat(tries.waitAfter(busy(null))).isNull();
    }

    @Test
    void whatTheOriginAsksForIsWaitedAsLongAsThereIsTime() {
        Duration wait = tries.waitAfter(busy(Duration.ofSeconds(20)));
        assertThat(wait).isBetween(Duration.ofSeconds(20), Duration.ofSeconds(21));
        tries.pause(wait);
        assertThat(tries.waitAfter(busy(Duration.ofSeconds(20)))).isNull();
        assertThat(tries.next().waitAfter(busy(Duration.ofSeconds(20)))).isNull();
        assertThat(tries.next().waitAfter(busy(null))).isNotNull();
    }

    @Test
    void anyOtherFailureIsNotWaitedFor() {
        assertThat(tries.waitAfter(new IOException("no space left"))).isNull();
    }

    @Test
    void anInterruptEndsTheWaitingAndIsKept() {
        LastTries impatient = new LastTries(new WriteTime(now::get, new Random(1), wait -> {
            throw new InterruptedException();
        }));
        assertThat(impatient.waitAfter(busy(null))).isNotNull();
        impatient.pause(Duration.ofSeconds(1));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(impatient.waitAfter(busy(null))).isNull();
        assertThat(impatient.next().waitAfter(busy(null))).isNull();
    }
}
