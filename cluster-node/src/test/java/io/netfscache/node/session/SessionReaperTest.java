package io.netfscache.node.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeStats;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.CookieResult;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.Modifiers;
import io.netfscache.node.metadata.ReapRequest;
import io.netfscache.node.metadata.SessionRecord;
import io.netfscache.node.metadata.SessionRecords;
import io.netfscache.node.metadata.Verdict;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One node that is both the session node and the owner of the session's record. */
@Timeout(20)
class SessionReaperTest {
    private static final SessionId CLIENT = new SessionId(1, 1);
    private static final CookieId OBJECT = new CookieId(3, 3);

    private final TestLease lease = new TestLease();
    private final ManualTime time = new ManualTime();
    private final SessionWatch watch = new SessionWatch(lease, time::nanos, Rules.ALL);
    private final Cluster cluster = new Cluster();
    private final Sessions sessions = new Sessions(lease, time, time::nanos, new NodeStats(), 1, Rules.ALL);
    private final List<CookieId> reaped = new ArrayList<>();

    /** The session records of a cluster of one node. */
    private final class Cluster implements SessionRecords, LocalRecords {
        private final Map<SessionId, SessionRecord> records = new HashMap<>();

        @Override
        public CompletionStage<Verdict> list(SessionId session, CookieId cookie, long sequence) {
            records.put(session, new SessionRecord(Map.of(cookie, sequence)));
            return CompletableFuture.completedFuture(Verdict.DONE);
        }

        @Override
        public CompletionStage<Verdict> strike(SessionId session, CookieId cookie, long sequence) {
            records.remove(session);
            return CompletableFuture.completedFuture(Verdict.DONE);
        }

        @Override
        public CompletionStage<Set<SessionId>> heard(Set<SessionId> alive) {
            Set<SessionId> unknown = new HashSet<>(alive);
            unknown.removeAll(records.keySet());
            alive.forEach(watch::heard);
            return CompletableFuture.completedFuture(unknown);
        }

        @Override
        public CompletionStage<List<VolumeRecord>> volumes(String after, int limit) {
            return LocalRecords.NONE.volumes(after, limit);
        }

        @Override
        public CompletionStage<List<CookieRecord>> cookies(String volumeKey, CookieId after, int limit) {
            return LocalRecords.NONE.cookies(volumeKey, after, limit);
        }

        @Override
        public CompletionStage<Map<String, Long>> countCookies(Set<String> volumeKeys) {
            return LocalRecords.NONE.countCookies(volumeKeys);
        }

        @Override
        public CompletionStage<Optional<VolumeRecord>> volume(String key) {
            return LocalRecords.NONE.volume(key);
        }

        @Override
        public CompletionStage<Optional<CookieRecord>> cookie(CookieId cookie) {
            return LocalRecords.NONE.cookie(cookie);
        }

        @Override
        public CompletionStage<CookieResult> reap(ReapRequest request) {
            return CompletableFuture.failedFuture(new AssertionError("the test reaps itself"));
        }

        @Override
        public CompletionStage<Set<SessionId>> unknown(Set<SessionId> asked) {
            Set<SessionId> unknown = new HashSet<>(asked);
            unknown.removeAll(records.keySet());
            return CompletableFuture.completedFuture(unknown);
        }

        @Override
        public CompletionStage<Map<CookieId, Modifiers>> marks() {
            return CompletableFuture.completedFuture(
                    reaped.isEmpty() ? Map.of(OBJECT, new Modifiers(Map.of(CLIENT, 1L))) : Map.of());
        }

        @Override
        public CompletionStage<PendingFences> pending() {
            return CompletableFuture.completedFuture(new PendingFences(Map.of(), Map.of()));
        }

        @Override
        public CompletionStage<Map<SessionId, SessionRecord>> sessions() {
            return CompletableFuture.completedFuture(Map.copyOf(records));
        }

        @Override
        public CompletionStage<Map<CookieId, CookieRecord>> retired() {
            return CompletableFuture.completedFuture(Map.of());
        }

        @Override
        public CompletionStage<Void> forget(Map<CookieId, Generation> retired) {
            return CompletableFuture.failedFuture(new AssertionError("nothing is retired"));
        }
    }

    private void start(Rules rules) {
        SessionReaper.Reaping reaping = (session, cookie, sequence) -> {
            reaped.add(cookie);
            return CompletableFuture.completedFuture(null);
        };
        new SessionReaper(cluster, cluster, watch, reaping, time, rules).start();
        new LostMarks(cluster, cluster, new SessionWatch(lease, time::nanos, rules), reaping, time, rules).start();
        new SessionReports(sessions, cluster, time).start();
        sessions.open(CLIENT, new SessionLink() {
            @Override
            public CompletionStage<FenceAck> push(Fence fence) {
                return new CompletableFuture<>();
            }

            @Override
            public void supersede() {}
        });
        sessions.use(CLIENT, OBJECT, true, 1);
        cluster.list(CLIENT, OBJECT, 1);
    }

    private void pass(Duration duration, boolean alive) {
        for (int i = 0; i < duration.toSeconds(); i++) {
            if (alive) {
                sessions.heartbeat(CLIENT, i);
            }
            time.pass(Duration.ofSeconds(1).toNanos());
        }
    }

    @Test
    void the_objects_of_a_modifier_that_goes_silent_are_reaped_and_its_record_goes() {
        start(Rules.ALL);
        pass(Duration.ofMinutes(2), true);
        assertThat(reaped).isEmpty();
        // The last heart-beat was a second ago.
        pass(Limits.SESSION_SILENCE.minusSeconds(1), false);
        assertThat(reaped).isEmpty();
        pass(Limits.SESSION_TIMEOUT.minus(Limits.SESSION_SILENCE), false);
        assertThat(reaped).containsExactly(OBJECT);
        assertThat(cluster.records).isEmpty();
    }

    @Test
    void a_live_session_whose_record_is_lost_is_listed_again() {
        start(Rules.ALL);
        cluster.records.clear();
        pass(Duration.ofSeconds(10), true);
        assertThat(cluster.records.get(CLIENT).objects()).containsOnlyKeys(OBJECT);
    }

    @Test
    void the_mark_of_a_dead_session_whose_record_is_lost_goes_too() {
        start(Rules.ALL);
        cluster.records.clear();
        pass(Limits.SESSION_SILENCE.minusSeconds(1), false);
        assertThat(reaped).isEmpty();
        pass(Duration.ofSeconds(40), false);
        assertThat(reaped).containsExactly(OBJECT);
    }

    @Test
    void with_the_rule_broken_the_objects_keep_their_generation() {
        start(Rules.without(Sabotage.WRITER_NOT_REAPED));
        pass(Duration.ofSeconds(60), false);
        assertThat(reaped).isEmpty();
        assertThat(cluster.records).isEmpty();
    }
}
