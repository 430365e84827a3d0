package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.RenewAck.Verdict;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class EvictionWatchTest {
    private static final NodeId A = new NodeId(0, 1);
    private static final NodeId B = new NodeId(0, 2);
    private static final NodeId C = new NodeId(0, 3);

    private final TestLease lease = new TestLease();
    private final ManualTime time = new ManualTime();
    private final Map<NodeId, Verdict> verdicts = new HashMap<>();
    private final VoterSet voters = new VoterSet(1, 1, List.of(A, B, C));
    private int joined;

    EvictionWatchTest() {
        new EvictionWatch(lease, () -> verdicts, () -> voters, time, time::nanos, () -> joined++).start();
    }

    @Test
    void a_node_that_a_quorum_does_not_know_as_a_member_joins_again_after_a_minute_without_a_lease() {
        verdicts.putAll(Map.of(A, Verdict.EVICTED, B, Verdict.NOT_A_MEMBER));
        time.pass(LeaseTimes.REJOIN);
        assertThat(joined).isZero();
        // When the lease has been missing for a minute
        lease.hold(false);
        time.pass(LeaseTimes.REJOIN - LeaseTimes.REJOIN_CHECK);
        assertThat(joined).isZero();
        time.pass(2 * LeaseTimes.REJOIN_CHECK);
        assertThat(joined).isEqualTo(1);
        // When it is still missing another minute later
        time.pass(LeaseTimes.REJOIN + LeaseTimes.REJOIN_CHECK);
        assertThat(joined).isEqualTo(2);
    }

    @Test
    void a_node_that_cannot_reach_a_quorum_waits() {
        verdicts.put(A, Verdict.EVICTED);
        verdicts.put(B, Verdict.SILENT);
        lease.hold(false);
        time.pass(3 * LeaseTimes.REJOIN);
        assertThat(joined).isZero();
    }
}
