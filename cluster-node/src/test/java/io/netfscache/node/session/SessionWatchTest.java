package io.netfscache.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class SessionWatchTest {
    private static final SessionId ONE = new SessionId(1, 1);
    private static final SessionId TWO = new SessionId(2, 2);
    private static final long TOO_LONG = Limits.SESSION_TIMEOUT.toNanos() * 11 / 10;

    private final TestLease lease = new TestLease();
    private final ManualTime time = new ManualTime();
    private final SessionWatch watch = new SessionWatch(lease, time::nanos, Rules.ALL);

    @Test
    void a_session_that_is_not_heard_of_is_silent_after_the_time_out() {
        assertThat(watch.silent(Set.of(ONE, TWO))).isEmpty();
        time.pass(TOO_LONG / 2);
        watch.heard(ONE);
        time.pass(TOO_LONG / 2 + 1);
        assertThat(watch.silent(Set.of(ONE, TWO))).containsExactly(TWO);
    }

    @Test
    void a_client_that_is_killed_is_reaped_in_time_and_one_that_lives_knows_of_its_end_before() {
        long ended = SessionWatch.timeoutNanos(Rules.ALL);
        // Whatever the clocks are, the client takes its marks anew before they may be gone.
        assertThat(ended).isGreaterThanOrEqualTo(Limits.SESSION_SILENCE.toNanos() * 103 / 100);
        // The last heart-beat is reported late, and the silence is seen late: two seconds are left for the fence.
        long seen = NodeLimits.SESSION_REPORT.toNanos() + ended + NodeLimits.SESSION_SWEEP.toNanos();
        assertThat(seen)
                .isLessThanOrEqualTo(Limits.SESSION_TIMEOUT.minusSeconds(2).toNanos());
        // A session that is cut off for ten seconds comes back in time to be heard of.
        assertThat(Limits.SESSION_SILENCE).isGreaterThan(Duration.ofSeconds(20));
    }

    @Test
    void the_count_starts_when_the_record_comes_to_this_node() {
        watch.silent(Set.of(ONE));
        time.pass(TOO_LONG + 1);
        assertThat(watch.silent(Set.of(TWO))).isEmpty();
        assertThat(watch.silent(Set.of(ONE, TWO))).isEmpty();
    }

    @Test
    void the_count_starts_anew_with_another_epoch_of_the_lease() {
        watch.silent(Set.of(ONE));
        lease.hold(false);
        time.pass(TOO_LONG + 1);
        assertThat(watch.silent(Set.of(ONE))).isEmpty();
        lease.hold(true);
        assertThat(watch.silent(Set.of(ONE))).isEmpty();
        time.pass(TOO_LONG + 1);
        assertThat(watch.silent(Set.of(ONE))).containsExactly(ONE);
    }
}
