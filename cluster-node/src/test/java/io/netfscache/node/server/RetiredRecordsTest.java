package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.Modifiers;
import io.netfscache.node.metadata.SessionRecord;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.SessionId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class RetiredRecordsTest {
    private static final CookieId OBJECT = new CookieId(1, 1);
    private static final Generation RETIRED = new Generation(100, 1);
    private static final long SWEEP = NodeLimits.RETIRED_SWEEP.toNanos();
    private static final long KEPT = NodeLimits.RETIRED_KEPT.toNanos();

    private final ManualTime time = new ManualTime();
    private final TestLease lease = new TestLease();
    private final Owned owned = new Owned();

    /** The retired records of a node that owns nothing else. */
    private static final class Owned implements LocalRecords {
        private final Map<CookieId, Generation> retired = new HashMap<>();
        private int asked;

        @Override
        public CompletionStage<PendingFences> pending() {
            return NONE.pending();
        }

        @Override
        public CompletionStage<Map<CookieId, Modifiers>> marks() {
            return NONE.marks();
        }

        @Override
        public CompletionStage<Map<SessionId, SessionRecord>> sessions() {
            return NONE.sessions();
        }

        @Override
        public CompletionStage<List<VolumeRecord>> volumes(String after, int limit) {
            return NONE.volumes(after, limit);
        }

        @Override
        public CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit) {
            return NONE.cookies(volumeKey, after, limit);
        }

        @Override
        public CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys) {
            return NONE.countCookies(volumeKeys);
        }

        @Override
        public CompletionStage<Optional<VolumeRecord>> volume(String key) {
            return NONE.volume(key);
        }

        @Override
        public CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie) {
            return NONE.cookie(cookie);
        }

        @Override
        public CompletionStage<Map<CookieId, Generation>> retired() {
            asked++;
            return CompletableFuture.completedFuture(Map.copyOf(retired));
        }

        @Override
        public CompletionStage<Void> forget(Map<CookieId, Generation> old) {
            old.forEach(retired::remove);
            return CompletableFuture.completedFuture(null);
        }
    }

    private void start() {
        new RetiredRecords(owned, lease, time, time::nanos).start();
    }

    @Test
    void a_retired_record_is_forgotten_when_it_has_been_seen_for_ten_minutes() {
        owned.retired.put(OBJECT, RETIRED);
        start();
        time.pass(KEPT);
        assertThat(owned.retired).containsKey(OBJECT);
        time.pass(3 * SWEEP);
        assertThat(owned.retired).isEmpty();
    }

    @Test
    void one_that_is_retired_again_is_kept_from_then_on() {
        owned.retired.put(OBJECT, RETIRED);
        start();
        time.pass(KEPT);
        owned.retired.put(OBJECT, new Generation(101, 2));
        time.pass(KEPT);
        assertThat(owned.retired).containsKey(OBJECT);
    }

    @Test
    void one_sweep_forgets_so_many_and_the_next_goes_on() {
        for (int i = 0; i < NodeLimits.FORGOTTEN_RECORDS + 1; i++) {
            owned.retired.put(new CookieId(2, i), new Generation(100, i));
        }
        start();
        time.pass(KEPT + 2 * SWEEP);
        assertThat(owned.retired).hasSize(1);
        time.pass(SWEEP);
        assertThat(owned.retired).isEmpty();
    }

    @Test
    void a_node_without_a_lease_forgets_nothing() {
        owned.retired.put(OBJECT, RETIRED);
        lease.hold(false);
        start();
        time.pass(2 * KEPT);
        assertThat(owned.asked).isZero();
        assertThat(owned.retired).containsKey(OBJECT);
    }
}
