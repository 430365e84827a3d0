package io.netfscache.node.server;

import static io.netfscache.node.server.RecordsFixture.id;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.CookieId;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class IdleRecordsTest {
    private static final int DAY = 24;
    private static final long SWEEP = NodeLimits.IDLE_SWEEP.toNanos();

    @TempDir
    Path directory;

    private RecordsFixture node;
    private long most = 1000;

    /** The same records with another limit. */
    private final class Limited extends OwnedRecords {
        @Override
        public CompletionStage<Idle> idle(int limit) {
            return node.records.idle(limit).thenApply(idle -> new Idle(idle.live(), most, idle.oldest()));
        }
    }

    @BeforeEach
    void open() throws IOException {
        node = new RecordsFixture(directory);
        new IdleRecords(
                        new Limited(),
                        node.records,
                        node.holders,
                        node.requests,
                        node.lease,
                        node.time,
                        node.time::nanos,
                        () -> node.hours)
                .start();
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private List<String> left(String... keys) {
        return List.of(keys).stream().filter(key -> !node.record(key).retired()).toList();
    }

    @Test
    void an_object_that_nobody_has_used_or_stored_for_a_day_is_retired_with_a_fence() {
        CookieRecord object = used("old");
        node.hours += DAY - 1;
        used("young");
        node.time.pass(2 * SWEEP);
        assertThat(left("old", "young")).containsExactly("old", "young");
        node.hours += 1;
        node.time.pass(2 * SWEEP);
        assertThat(left("old", "young")).containsExactly("young");
        assertThat(node.fences).singleElement().satisfies(fence -> {
            assertThat(fence.base().object()).isEqualTo(object.generation());
            assertThat(fence.dropped()).isEqualTo(ByteRange.ALL);
        });
        assertThat(node.record("old").pendingFence()).isNull();
    }

    @Test
    void one_that_is_used_stored_or_modified_somewhere_stays_and_counts_as_used() {
        used("used");
        used("stored");
        node.use("modified", true, 1);
        node.peers.holds(HoldingPeers.A, id("used"), 1, false);
        node.peers.holds(HoldingPeers.B, id("stored"), 0, true);
        node.hours += DAY;
        node.time.pass(2 * SWEEP);
        assertThat(left("used", "stored", "modified")).hasSize(3);
        assertThat(node.record("used").lastUsedHours()).isEqualTo(node.hours);
        assertThat(node.record("stored").lastUsedHours()).isEqualTo(node.hours);
        assertThat(node.fences).isEmpty();
    }

    @Test
    void what_a_node_that_does_not_answer_may_use_stays() {
        used("old");
        node.peers.silent.add(HoldingPeers.C);
        node.hours += DAY;
        node.time.pass(2 * SWEEP);
        assertThat(left("old")).hasSize(1);
    }

    @Test
    void above_the_limit_those_used_longest_ago_go_with_their_chunks_but_not_those_in_use() {
        for (String key : List.of("first", "second", "third", "fourth")) {
            CookieId cookie = id(key);
            used(key);
            node.peers.holds(HoldingPeers.A, cookie, key.equals("first") ? 1 : 0, true);
            node.hours++;
        }
        most = 2;
        node.time.pass(SWEEP);
        assertThat(left("first", "second", "third", "fourth")).containsExactly("first", "third", "fourth");
        // The one in use counts as used now, so the next look takes the oldest of the others.
        node.time.pass(SWEEP);
        assertThat(left("first", "third", "fourth")).containsExactly("first", "fourth");
        node.time.pass(2 * SWEEP);
        assertThat(left("first", "fourth")).hasSize(2);
    }

    @Test
    void a_node_without_a_lease_retires_nothing() {
        used("old");
        node.hours += 2 * DAY;
        node.lease.hold(false);
        node.time.pass(3 * SWEEP);
        assertThat(left("old")).hasSize(1);
        assertThat(node.peers.questions).isZero();
    }

    private CookieRecord used(String key) {
        node.use(key, false, 1);
        return node.record(key);
    }

    @Test
    void one_question_names_at_most_so_many_objects() {
        List<Map.Entry<CookieId, CookieRecord>> many = new ArrayList<>();
        for (int i = 0; i <= NodeLimits.HOLDINGS_ASKED; i++) {
            many.add(Map.entry(id("a"), used("object-" + i)));
        }
        List<?> holdings = RecordsFixture.get(
                node.holders.of(many.stream().map(Map.Entry::getValue).toList()));
        assertThat(holdings).hasSize(NodeLimits.HOLDINGS_ASKED + 1);
        assertThat(node.peers.questions).isEqualTo(2 * 3);
    }
}
