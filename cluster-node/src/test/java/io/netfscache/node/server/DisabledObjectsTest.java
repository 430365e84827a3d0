package io.netfscache.node.server;

import static io.netfscache.node.server.RecordsFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.metadata.SeenRequest;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Unuse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class DisabledObjectsTest {
    private static final long SWEEP = NodeLimits.DISABLED_SWEEP.toNanos();

    @TempDir
    Path directory;

    private RecordsFixture node;

    @BeforeEach
    void open() throws IOException {
        node = new RecordsFixture(directory);
        new DisabledObjects(
                        node.records,
                        node.records,
                        node.holders,
                        node.requests,
                        node.lease,
                        node.time,
                        node.time::nanos)
                .start();
        node.use("a", false, 1);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private boolean disabled() {
        return node.record("a").disabled();
    }

    @Test
    void caching_stays_off_while_any_client_of_any_node_uses_the_object_and_comes_on_after_that() {
        // Given an object that a client of another node uses
        node.peers.holds(HoldingPeers.C, id("a"), 1, false);
        ObjectGeneration off = node.dioWrite("a").generation();
        node.time.pass(5 * SWEEP);
        assertThat(disabled()).isTrue();
        assertThat(node.record("a").generation()).isEqualTo(off.object());
        // When that one has closed it
        node.peers.held.clear();
        node.time.pass(2 * SWEEP);
        // Then it is cached again, under another generation that all nodes have been told
        assertThat(disabled()).isFalse();
        assertThat(node.record("a").generation()).isNotEqualTo(off.object());
        assertThat(node.record("a").pendingFence()).isNull();
    }

    @Test
    void a_node_that_does_not_answer_counts_as_a_user_until_it_is_no_member_any_more() {
        node.peers.silent.add(HoldingPeers.B);
        node.dioWrite("a");
        node.time.pass(5 * SWEEP);
        assertThat(disabled()).isTrue();
        node.peers.members.remove(HoldingPeers.B);
        node.time.pass(2 * SWEEP);
        assertThat(disabled()).isFalse();
    }

    @Test
    void the_last_client_that_closes_a_disabled_object_does_not_wait_for_the_sweep() {
        node.dioWrite("a");
        node.unuse("a", 2, false);
        assertThat(disabled()).isFalse();
    }

    @Test
    void who_opens_it_at_once_after_the_last_one_has_closed_it_finds_caching_on() {
        // Given an object that its last user closes, and nodes that take their time to say so
        node.peers.users = node.sessions::users;
        node.dioWrite("a");
        node.peers.answering = new CompletableFuture<>();
        node.unuse("a", 2, false);
        // When it is opened again meanwhile
        CompletableFuture<Frame> opened = node.startUse("a", false, 3);
        node.peers.answering.complete(null);
        // Then that is not one who has had it open all along
        assertThat(opened).isCompletedWithValueMatching(reply -> !((CookieReply) reply).disabled());
        assertThat(disabled()).isFalse();
        assertThat(node.sessions.users(id("a"))).isEqualTo(1);
    }

    @Test
    void look_ups_do_not_wait_for_a_member_that_hangs() {
        // Given an object that its last user closes, and a member that does not say whether it uses it
        node.peers.users = node.sessions::users;
        node.dioWrite("a");
        node.peers.answering = new CompletableFuture<>();
        node.unuse("a", 2, false);
        // When it is opened meanwhile
        CompletableFuture<Frame> opened = node.startUse("a", false, 3);
        assertThat(opened).isNotDone();
        node.time.pass(NodeLimits.CLOSED_WAIT.toNanos());
        // Then that is answered before the member
        assertThat(opened).isCompletedWithValueMatching(reply -> ((CookieReply) reply).disabled());
        // And what the member says then is looked at all the same
        node.peers.answering.complete(null);
        assertThat(disabled()).isTrue();
        node.unuse("a", 4, false);
        assertThat(disabled()).isFalse();
    }

    @Test
    void of_many_who_close_it_only_the_last_has_the_members_asked() {
        // Given two sessions of this node that use a disabled object
        SessionId second = new SessionId(8, 8);
        node.sessions.open(second, node.link);
        node.dioWrite("a");
        node.sessions.use(second, id("a"), false, 1);
        // When one closes it
        node.unuse("a", 2, false);
        // Then nobody is asked, until the other one does
        assertThat(node.peers.questions).isZero();
        RecordsFixture.get(node.requests.unuse(second, new Unuse(List.of(new Unuse.Mark(id("a"), 2, false)))));
        assertThat(disabled()).isFalse();
    }

    @Test
    void an_object_that_another_node_has_enabled_is_closed_without_a_question() {
        node.peers.holds(HoldingPeers.B, id("a"), 1, false);
        node.dioWrite("a");
        RecordsFixture.get(node.records.enable(
                new SeenRequest(node.operation(), id("a"), node.record("a").generation(), new Generation(9, 9))));
        assertThat(node.use("a", false, 2).disabled()).isFalse();
        List<CookieId> closed = new ArrayList<>();
        node.requests.whenClosed(cookie -> {
            closed.add(cookie);
            return CompletableFuture.completedFuture(true);
        });
        node.unuse("a", 3, false);
        assertThat(closed).isEmpty();
    }

    @Test
    void a_close_comes_after_the_look_ups_that_were_asked_before_it() {
        // Given a look-up of a modifier that has to wait
        node.peers.users = node.sessions::users;
        node.dioWrite("a");
        node.peers.answering = new CompletableFuture<>();
        node.unuse("a", 2, false);
        CompletableFuture<Frame> opened = node.startUse("a", true, 3);
        CompletableFuture<Frame> closed = node.startUnuse("a", 4, true);
        assertThat(closed).isNotDone();
        // When both have had their turn
        node.peers.answering.complete(null);
        // Then no mark is left
        assertThat(opened).isCompleted();
        assertThat(closed).isCompleted();
        assertThat(node.record("a").modifiers().isEmpty()).isTrue();
        assertThat(node.sessions.users(id("a"))).isZero();
    }

    @Test
    void a_client_that_closes_a_disabled_object_which_others_use_leaves_it_so() {
        node.peers.holds(HoldingPeers.B, id("a"), 1, false);
        node.dioWrite("a");
        node.unuse("a", 2, false);
        assertThat(disabled()).isTrue();
    }

    @Test
    void closing_an_object_that_is_cached_asks_nobody() {
        node.unuse("a", 2, false);
        assertThat(node.peers.questions).isZero();
    }

    @Test
    void a_modifier_that_closes_a_disabled_object_as_the_last_one_turns_caching_on_too() {
        node.use("a", true, 2);
        node.dioWrite("a");
        node.time.pass(2 * SWEEP);
        assertThat(disabled()).isTrue();
        node.unuse("a", 3, true);
        assertThat(disabled()).isFalse();
    }

    @Test
    void a_node_without_a_lease_enables_nothing() {
        node.dioWrite("a");
        node.lease.hold(false);
        node.time.pass(5 * SWEEP);
        assertThat(disabled()).isTrue();
        assertThat(node.peers.questions).isZero();
    }

    @Test
    void who_writes_past_the_cache_is_counted_also_while_no_node_knows_its_session() {
        node.sessions.start();
        // Given a client that writes past the cache, without having said before that it would modify
        node.dioWriteBy(RecordsFixture.SESSION, "a", 2);
        assertThat(node.record("a").modifiers().marks()).containsExactly(Map.entry(RecordsFixture.SESSION, 2L));
        // When its session moves to another node, which does not know yet what it uses
        node.sessions.closed(RecordsFixture.SESSION, node.link);
        node.time.pass(10 * SWEEP);
        assertThat(node.sessions.users(id("a"))).isZero();
        // Then caching stays off, until it says that it is done
        assertThat(disabled()).isTrue();
        node.sessions.open(RecordsFixture.SESSION, node.link);
        node.unuse("a", 3, true);
        assertThat(disabled()).isFalse();
    }

    @Test
    void who_writes_past_the_cache_and_dies_does_not_keep_it_off() {
        node.dioWriteBy(RecordsFixture.SESSION, "a", 2);
        node.sessions.closed(RecordsFixture.SESSION, node.link);
        RecordsFixture.get(node.requests.reap(RecordsFixture.SESSION, id("a"), 2));
        node.time.pass(10 * SWEEP);
        assertThat(disabled()).isFalse();
    }

    @Test
    void however_many_stay_in_use_all_others_have_their_turn() {
        // Given more objects that are used elsewhere than one look takes up, and one with a higher id that is not
        List<String> keys = IntStream.rangeClosed(0, NodeLimits.DISABLED_FOUND)
                .mapToObj(Integer::toString)
                .sorted(Comparator.comparing(RecordsFixture::id))
                .toList();
        String last = keys.get(NodeLimits.DISABLED_FOUND);
        keys.forEach(node::dioWrite);
        keys.stream()
                .filter(key -> !key.equals(last))
                .forEach(key -> node.peers.holds(HoldingPeers.C, id(key), 1, false));
        // When two looks have passed
        node.time.pass(2 * SWEEP);
        // Then that one is cached again, and so is one of the first when its turn comes again
        assertThat(node.record(last).disabled()).isFalse();
        assertThat(node.record(keys.get(0)).disabled()).isTrue();
        node.peers.held.clear();
        node.time.pass(2 * SWEEP);
        assertThat(keys).noneMatch(key -> node.record(key).disabled());
    }
}
