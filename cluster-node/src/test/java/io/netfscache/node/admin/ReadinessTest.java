package io.netfscache.node.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadinessTest {
    private static final class Node implements Readiness.Subject {
        private boolean lease = true;
        private long epoch = 1;
        private Optional<String> silence = Optional.empty();
        private boolean backedUp = true;
        private boolean broken;
        private int asked;

        @Override
        public boolean holdsLease() {
            return lease;
        }

        @Override
        public long epoch() {
            return epoch;
        }

        @Override
        public Optional<String> silence() {
            return silence;
        }

        @Override
        public boolean isBackedUp() {
            asked++;
            if (broken) {
                throw new IllegalStateException("between two memberships");
            }
            return backedUp;
        }
    }

    private final Node node = new Node();
    private final Readiness readiness = new Readiness(node, Runnable::run);

    @Test
    void it_takes_the_lease_the_voters_and_the_backups() {
        node.lease = false;
        node.silence = Optional.of("voter 3: silent");
        node.backedUp = false;

        assertThat(readiness.problem()).contains("no serving lease");
        node.lease = true;
        assertThat(readiness.problem()).contains("voter 3: silent");
        node.silence = Optional.empty();
        assertThat(readiness.problem()).contains("not all records have their backups yet");
        node.backedUp = true;
        assertThat(readiness.problem()).isEmpty();
    }

    @Test
    void another_node_that_hangs_does_not_make_a_ready_node_unready() {
        // Given a node that is ready
        assertThat(readiness.problem()).isEmpty();

        // When another one is silent and has its backups no more
        node.silence = Optional.of("voter 3: silent");
        node.backedUp = false;

        // Then it stays ready, and does not even ask
        assertThat(readiness.problem()).isEmpty();
        assertThat(node.asked).isEqualTo(1);
    }

    @Test
    void after_a_gap_in_the_lease_all_of_it_is_asked_again() {
        assertThat(readiness.problem()).isEmpty();
        node.epoch = 2;
        node.backedUp = false;

        assertThat(readiness.problem()).contains("not all records have their backups yet");
        node.backedUp = true;
        assertThat(readiness.problem()).isEmpty();
        assertThat(node.asked).isEqualTo(3);
    }

    @Test
    void an_answer_about_an_earlier_epoch_does_not_count() {
        // Given a question that is answered only after the next epoch has begun
        Deque<Runnable> later = new ArrayDeque<>();
        Readiness waiting = new Readiness(node, later::add);
        assertThat(waiting.problem()).isPresent();
        node.epoch = 2;
        later.remove().run();

        // Then the node is not ready yet, and asks again, once at a time
        assertThat(waiting.problem()).isPresent();
        assertThat(waiting.problem()).isPresent();
        assertThat(later).hasSize(1);
        later.remove().run();
        assertThat(waiting.problem()).isEmpty();
    }

    @Test
    void what_cannot_be_asked_now_is_asked_again() {
        Readiness busy = new Readiness(node, task -> {
            throw new RejectedExecutionException("full");
        });
        assertThat(busy.problem()).hasValueSatisfying(why -> assertThat(why).startsWith("no time yet"));

        node.broken = true;
        assertThat(readiness.problem())
                .hasValueSatisfying(why -> assertThat(why).endsWith("between two memberships"));
        node.broken = false;
        assertThat(readiness.problem()).isEmpty();
    }

    @Test
    void a_node_that_leaves_is_not_ready() {
        assertThat(readiness.problem()).isEmpty();
        readiness.leave();

        assertThat(readiness.problem()).contains("the node is leaving");
    }
}
