package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.history.Answer;
import io.netfscache.cli.chaos.history.Call;
import io.netfscache.cli.chaos.history.Event;
import io.netfscache.cli.chaos.history.History;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class LateCallsTest {
    private static final long LONGEST =
            ChaosLimits.READ_DEADLINE.plus(ChaosLimits.SCHEDULER_SLACK).toNanos();
    private static final long END = 100 * LONGEST;
    private static final Event READ = new Event.Invoked(10, "client-1", 1, new Call.Read("f", 0, 1));

    private static Event end(long at) {
        return new Event.Ended(at, "client-1", 1, new Answer.Miss("none"));
    }

    @Test
    void aCallUpToItsDeadlineAndTheSlackIsNotLate() {
        assertThat(LateCalls.of(History.of(List.of(READ, end(10 + LONGEST))), END))
                .isEmpty();
    }

    @Test
    void aCallBeyondThatIsToldWithItsTime() {
        assertThat(LateCalls.of(History.of(List.of(READ, end(11 + LONGEST))), END))
                .singleElement()
                .asString()
                .contains("client-1", "took " + Duration.ofNanos(LONGEST).toMillis() + " ms");
    }

    @Test
    void aCallThatNeverEndsIsAsLongAsTheRestOfTheRunAlthoughNothingElseHappensInIt() {
        assertThat(LateCalls.of(History.of(List.of(READ)), 10 + LONGEST)).isEmpty();
        assertThat(LateCalls.of(History.of(List.of(READ)), 11 + LONGEST))
                .singleElement()
                .asString()
                .contains("has not ended after");
    }

    @Test
    void anInvalidationHasLonger() {
        Event call = new Event.Invoked(10, "client-1", 1, new Call.Invalidate("f", 1));

        assertThat(LateCalls.of(History.of(List.of(call, end(11 + LONGEST))), END))
                .isEmpty();
    }
}
