package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.protocol.View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class MembersIT {
    private final List<List<View.Member>> told = new CopyOnWriteArrayList<>();
    private final CountDownLatch telling = new CountDownLatch(1);
    private final CountDownLatch joined = new CountDownLatch(1);

    @Test
    void a_list_from_before_a_member_joined_is_not_told_after_the_one_with_it() throws Exception {
        // Given a node that is about to tell of itself alone
        HazelcastInstance first = TestNodes.start(1, List.of(), 2);
        Consumer<List<View.Member>> slow = nodes -> {
            telling.countDown();
            if (nodes.size() == 1) {
                awaitJoined();
            }
            told.add(nodes);
        };
        HazelcastInstance second = null;
        try (Members members = new Members(first, 2, slow)) {
            Thread announcing = new Thread(members::announce);
            announcing.start();
            assertThat(telling.await(30, TimeUnit.SECONDS)).isTrue();

            // When another joins meanwhile
            second = TestNodes.start(2, List.of(TestNodes.address(first)), 2);
            await().atMost(Duration.ofSeconds(30)).until(() -> members.size() == 2 && isToldOrWaits());
            joined.countDown();
            announcing.join();

            // Then the last word is of both
            await().atMost(Duration.ofSeconds(30)).until(() -> told.size() == 2);
            assertThat(told.get(1)).hasSize(2);
        } finally {
            if (second != null) {
                second.shutdown();
            }
            first.shutdown();
        }
    }

    /** The event of the join is under way: it has been told, or it waits for its turn. */
    private boolean isToldOrWaits() {
        return !told.isEmpty()
                || Thread.getAllStackTraces().entrySet().stream()
                        .anyMatch(thread -> thread.getKey().getState() == Thread.State.BLOCKED
                                && thread.getValue().length > 0
                                && thread.getValue()[0].getClassName().equals(Members.class.getName()));
    }

    private void awaitJoined() {
        try {
            assertThat(joined.await(60, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
