package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.TestRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RetiredRecordsTest {
    private static final CookieId OBJECT = TestRecords.id(retired(1, 1));
    private static final long SWEEP = NodeLimits.RETIRED_SWEEP.toNanos();
    private static final long KEPT = NodeLimits.RETIRED_KEPT.toNanos();

    private final ManualTime time = new ManualTime();
    private final TestLease lease = new TestLease();
    private final HoldingPeers peers = new HoldingPeers();
    private final Owned owned = new Owned();

    /** The retired records of a node that owns nothing else. */
    private static final class Owned extends OwnedRecords {
        private final Map<CookieId, CookieRecord> retired = new HashMap<>();
        private int asked;

        @Override
        public CompletionStage<Map<CookieId, CookieRecord>> retired() {
            asked++;
            return CompletableFuture.completedFuture(Map.copyOf(retired));
        }

        @Override
        public CompletionStage<Void> forget(Map<CookieId, Generation> old) {
            old.forEach((cookie, generation) -> retired.values()
                    .removeIf(record -> TestRecords.id(record).equals(cookie)
                            && record.generation().equals(generation)));
            return CompletableFuture.completedFuture(null);
        }
    }

    private static CookieRecord retired(int number, long nonce) {
        return TestRecords.retired(TestRecords.object(number, new Generation(100, nonce)));
    }

    private void start() {
        new RetiredRecords(owned, new Holders(peers), lease, time, time::nanos).start();
    }

    @Test
    void a_retired_record_is_forgotten_when_it_has_been_seen_for_ten_minutes() {
        owned.retired.put(OBJECT, retired(1, 1));
        start();
        time.pass(KEPT);
        assertThat(owned.retired).containsKey(OBJECT);
        time.pass(3 * SWEEP);
        assertThat(owned.retired).isEmpty();
    }

    @Test
    void one_that_is_retired_again_is_kept_from_then_on() {
        owned.retired.put(OBJECT, retired(1, 1));
        start();
        time.pass(KEPT);
        owned.retired.put(OBJECT, retired(1, 2));
        time.pass(KEPT);
        assertThat(owned.retired).containsKey(OBJECT);
    }

    @Test
    void one_that_somebody_uses_stays_until_nobody_does() {
        owned.retired.put(OBJECT, retired(1, 1));
        peers.holds(HoldingPeers.B, OBJECT, 1, false);
        start();
        time.pass(2 * KEPT);
        assertThat(owned.retired).containsKey(OBJECT);
        peers.held.clear();
        time.pass(2 * SWEEP);
        assertThat(owned.retired).isEmpty();
    }

    @Test
    void one_sweep_forgets_so_many_and_the_next_goes_on() {
        for (int i = 0; i < NodeLimits.FORGOTTEN_RECORDS + 1; i++) {
            CookieRecord record = retired(i, i);
            owned.retired.put(TestRecords.id(record), record);
        }
        start();
        time.pass(KEPT + 2 * SWEEP);
        assertThat(owned.retired).hasSize(1);
        time.pass(SWEEP);
        assertThat(owned.retired).isEmpty();
    }

    @Test
    void a_node_without_a_lease_forgets_nothing() {
        owned.retired.put(OBJECT, retired(1, 1));
        lease.hold(false);
        start();
        time.pass(2 * KEPT);
        assertThat(owned.asked).isZero();
        assertThat(owned.retired).containsKey(OBJECT);
    }
}
