package io.netfscache.node.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SessionsTest {
    private static final SessionId CLIENT = new SessionId(1, 1);
    private static final Bytes KEY = Bytes.utf8("key");
    private static final CookieId COOKIE = CookieId.of("volume", KEY.toArray());

    private final NodeStats stats = new NodeStats();
    private final TestLease lease = new TestLease();
    private final ManualTime time = new ManualTime();
    private final Sessions sessions = new Sessions(lease, time, time::nanos, stats, 1000, Rules.ALL);
    private final Link link = new Link();

    SessionsTest() {
        sessions.open(CLIENT, link);
    }

    /** A client that answers when the test says so. */
    private static final class Link implements SessionLink {
        private final List<CompletableFuture<FenceAck>> pushes = new ArrayList<>();
        private boolean superseded;
        private boolean expired;

        @Override
        public CompletionStage<FenceAck> push(Fence fence) {
            CompletableFuture<FenceAck> answer = new CompletableFuture<>();
            pushes.add(answer);
            return answer;
        }

        @Override
        public void supersede() {
            superseded = true;
        }

        @Override
        public void expire() {
            expired = true;
        }
    }

    private static Fence fence(Fence.Scope scope, long round) {
        return new Fence(
                round,
                0,
                scope,
                "volume",
                KEY,
                ObjectGeneration.NONE,
                ObjectGeneration.NONE,
                ByteRange.ALL,
                0,
                Bytes.EMPTY);
    }

    @Test
    void a_fence_goes_only_to_sessions_that_use_the_object_or_volume() {
        assertThat(sessions.push(fence(Fence.Scope.OBJECT, 1)).toCompletableFuture())
                .isCompleted();
        assertThat(sessions.push(fence(Fence.Scope.VOLUME, 2)).toCompletableFuture())
                .isCompleted();
        assertThat(link.pushes).isEmpty();

        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.useVolume(CLIENT, "volume");
        sessions.push(fence(Fence.Scope.OBJECT, 3));
        sessions.push(fence(Fence.Scope.VOLUME, 4));
        assertThat(link.pushes).hasSize(2);

        sessions.unuse(CLIENT, COOKIE, 1);
        sessions.push(fence(Fence.Scope.OBJECT, 5));
        assertThat(link.pushes).hasSize(2);
    }

    @Test
    void the_answer_is_held_until_the_client_has_confirmed_this_round() {
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);
        CompletableFuture<Void> held =
                sessions.push(fence(Fence.Scope.OBJECT, 7)).toCompletableFuture();

        assertThat(held).isNotDone();
        assertThat(sessions.heartbeat(CLIENT, 2).unconfirmed()).containsExactly(fence(Fence.Scope.OBJECT, 7));

        link.pushes.get(0).complete(FenceAck.confirmed(7));

        assertThat(held).isCompleted();
        assertThat(sessions.heartbeat(CLIENT, 3).unconfirmed()).isEmpty();
    }

    @Test
    void a_confirmation_of_another_round_is_none() {
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);
        CompletableFuture<Void> held =
                sessions.push(fence(Fence.Scope.OBJECT, 7)).toCompletableFuture();

        link.pushes.get(0).complete(FenceAck.confirmed(6));

        assertThat(held).isNotDone();
    }

    @Test
    void a_client_without_a_time_to_live_is_not_waited_for_but_gets_a_new_epoch() {
        sessions.use(CLIENT, COOKIE, false, 1);
        CompletableFuture<Void> held =
                sessions.push(fence(Fence.Scope.OBJECT, 7)).toCompletableFuture();

        time.pass(0);
        assertThat(held).isCompleted();

        HeartbeatAck next = sessions.heartbeat(CLIENT, 1);
        assertThat(next.epoch()).isGreaterThan(1001);
        assertThat(next.unconfirmed()).isEmpty();
    }

    @Test
    void the_time_to_live_is_never_longer_than_the_nodes_own_lease() {
        assertThat(sessions.heartbeat(CLIENT, 1).timeToLiveMillis()).isEqualTo((int) Limits.LEASE.toMillis());

        lease.hold(false);

        assertThat(sessions.heartbeat(CLIENT, 2).timeToLiveMillis()).isZero();
    }

    @Test
    void a_new_epoch_of_the_node_is_one_of_its_clients_however_short_the_gap_was() {
        sessions.use(CLIENT, COOKIE, false, 1);
        long before = sessions.heartbeat(CLIENT, 1).epoch();
        assertThat(sessions.heartbeat(CLIENT, 2).epoch()).isEqualTo(before);

        lease.hold(false);
        lease.hold(true);

        assertThat(sessions.heartbeat(CLIENT, 3).epoch()).isNotEqualTo(before);
    }

    @Test
    void a_client_that_lost_its_connection_is_waited_for_while_it_may_serve() {
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);
        sessions.closed(CLIENT, link);

        CompletableFuture<Void> held =
                sessions.push(fence(Fence.Scope.OBJECT, 7)).toCompletableFuture();

        assertThat(link.pushes).isEmpty();
        time.pass(LeaseTimes.LEASE);
        assertThat(held).as("its clock may be slower").isNotDone();
        time.pass(LeaseTimes.LEASE / 10);
        assertThat(held).isCompleted();
    }

    @Test
    void a_second_connection_of_a_session_takes_it_over_with_a_new_epoch() {
        long before = sessions.heartbeat(CLIENT, 1).epoch();

        sessions.open(CLIENT, new Link());

        assertThat(link.superseded).isTrue();
        assertThat(sessions.heartbeat(CLIENT, 2).epoch()).isNotEqualTo(before);
    }

    @Test
    void a_session_that_owes_too_many_fences_must_verify_everything_again() {
        sessions.use(CLIENT, COOKIE, false, 1);
        long before = sessions.heartbeat(CLIENT, 1).epoch();

        for (int round = 0; round <= NodeLimits.MAX_UNCONFIRMED; round++) {
            sessions.push(fence(Fence.Scope.OBJECT, round));
        }

        HeartbeatAck next = sessions.heartbeat(CLIENT, 2);
        assertThat(next.epoch()).isNotEqualTo(before);
        assertThat(next.unconfirmed()).hasSize(1);
    }

    @Test
    void a_fence_that_the_answer_to_a_heartbeat_told_is_confirmed_by_its_round() {
        // Given a fence that was pushed on a connection which is gone
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);
        CompletableFuture<Void> held =
                sessions.push(fence(Fence.Scope.OBJECT, 7)).toCompletableFuture();
        sessions.closed(CLIENT, link);
        sessions.open(CLIENT, new Link());
        HeartbeatAck told = sessions.heartbeat(CLIENT, 2);
        assertThat(told.unconfirmed()).containsExactly(fence(Fence.Scope.OBJECT, 7));

        sessions.confirmed(CLIENT, 6);
        assertThat(held).isNotDone();
        sessions.confirmed(CLIENT, 7);

        assertThat(held).isCompleted();
        HeartbeatAck next = sessions.heartbeat(CLIENT, 3);
        assertThat(next.unconfirmed()).isEmpty();
        assertThat(next.epoch()).isEqualTo(told.epoch());
    }

    @Test
    void a_client_that_confirms_nothing_costs_a_bounded_number_of_fences_and_each_of_them_no_more_than_its_time() {
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);
        List<CompletableFuture<Void>> held = new ArrayList<>();
        for (int round = 0; round < 3 * NodeLimits.MAX_UNCONFIRMED; round++) {
            held.add(sessions.push(fence(Fence.Scope.OBJECT, round)).toCompletableFuture());
        }
        assertThat(held).noneMatch(CompletableFuture::isDone);
        assertThat(sessions.heartbeat(CLIENT, 2).unconfirmed()).hasSizeLessThanOrEqualTo(NodeLimits.MAX_UNCONFIRMED);

        time.pass(LeaseTimes.LEASE * 11 / 10);

        assertThat(held).allMatch(CompletableFuture::isDone);
    }

    @Test
    void the_marks_of_a_client_that_has_gone_are_gone_when_its_time_to_live_is_over() {
        sessions.start();
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);

        sessions.closed(CLIENT, link);

        assertThat(sessions.users(COOKIE)).isEqualTo(1);
        time.pass(LeaseTimes.LEASE * 2);
        assertThat(sessions.users(COOKIE)).isZero();
        assertThat(sessions.size()).isZero();
    }

    @Test
    void a_client_that_comes_back_in_time_keeps_its_marks() {
        sessions.start();
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);
        sessions.closed(CLIENT, link);
        time.pass(LeaseTimes.LEASE / 2);

        sessions.open(CLIENT, new Link());

        time.pass(LeaseTimes.LEASE * 4);
        assertThat(sessions.users(COOKIE)).isEqualTo(1);
    }

    @Test
    void a_client_that_is_silent_for_the_time_out_on_an_open_connection_loses_its_marks_and_the_connection() {
        sessions.start();
        sessions.use(CLIENT, COOKIE, false, 1);
        sessions.heartbeat(CLIENT, 1);

        time.pass(Limits.SESSION_TIMEOUT.toNanos() - 1_000_000_000);
        assertThat(sessions.users(COOKIE)).isEqualTo(1);
        assertThat(link.expired).isFalse();
        time.pass(2_000_000_000);

        assertThat(sessions.users(COOKIE)).isZero();
        assertThat(link.expired).isTrue();
        assertThatThrownBy(() -> sessions.heartbeat(CLIENT, 2)).hasMessageContaining("session");
    }

    @Test
    void an_unuse_that_a_later_use_has_overtaken_does_not_end_the_interest() {
        sessions.use(CLIENT, COOKIE, false, 5);

        sessions.unuse(CLIENT, COOKIE, 4);

        sessions.push(fence(Fence.Scope.OBJECT, 1));
        assertThat(link.pushes).hasSize(1);
    }

    @Test
    void only_a_modifiers_mark_has_to_go_from_the_record() {
        CookieId other = new CookieId(3, 4);
        sessions.use(CLIENT, COOKIE, true, 1);
        sessions.use(CLIENT, other, false, 1);

        assertThat(sessions.unuse(CLIENT, COOKIE, 1)).isTrue();
        assertThat(sessions.unuse(CLIENT, other, 1)).isFalse();
    }

    @Test
    void a_stranger_is_told_that_it_has_no_session() {
        assertThatThrownBy(() -> sessions.heartbeat(new SessionId(9, 9), 1))
                .isInstanceOf(NodeException.class)
                .hasMessageContaining("session");
    }
}
