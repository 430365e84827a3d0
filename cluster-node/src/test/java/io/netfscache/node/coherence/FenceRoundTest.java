package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class FenceRoundTest {
    private static final NodeId A = new NodeId(1, 1);
    private static final NodeId B = new NodeId(2, 2);
    private static final Fence FENCE = new Fence(
            5,
            0,
            Fence.Scope.OBJECT,
            "volume",
            Bytes.utf8("key"),
            ObjectGeneration.NONE,
            ObjectGeneration.NONE,
            ByteRange.ALL,
            0,
            Bytes.EMPTY);

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicLong now = new AtomicLong();
    private final CompletableFuture<Void> local = new CompletableFuture<>();
    private final Peers peers = new Peers();
    private final FenceRound fences = new FenceRound(fence -> local, peers, timer, now::get, new NodeStats());

    @AfterEach
    void stop() {
        timer.shutdownNow();
    }

    /** Peers whose answers the test gives. */
    private static final class Peers implements FencePeers {
        private final Set<NodeId> members = ConcurrentHashMap.newKeySet();
        private final Map<NodeId, AtomicInteger> sent = new ConcurrentHashMap<>();
        private final Map<NodeId, CompletableFuture<FenceAck>> answers = new ConcurrentHashMap<>();

        Peers() {
            members.addAll(List.of(A, B));
        }

        @Override
        public Set<NodeId> members() {
            return Set.copyOf(members);
        }

        @Override
        public CompletionStage<FenceAck> send(NodeId member, Fence fence) {
            sent.computeIfAbsent(member, id -> new AtomicInteger()).incrementAndGet();
            return answers.computeIfAbsent(member, id -> new CompletableFuture<>());
        }

        void answer(NodeId member) {
            answers.computeIfAbsent(member, id -> new CompletableFuture<>())
                    .complete(FenceAck.confirmed(FENCE.round()));
        }

        void fail(NodeId member) {
            CompletableFuture<FenceAck> failed = answers.remove(member);
            if (failed != null) {
                failed.completeExceptionally(new IOException("cut"));
            }
        }

        int sent(NodeId member) {
            AtomicInteger count = sent.get(member);
            return count == null ? 0 : count.get();
        }
    }

    @Test
    void a_fence_is_complete_when_this_node_and_every_member_have_answered() {
        CompletableFuture<Void> done = fences.complete(FENCE).toCompletableFuture();
        peers.answer(A);
        local.complete(null);
        assertThat(done).isNotDone();

        peers.answer(B);

        assertThat(done).isCompleted();
    }

    @Test
    void a_fence_waits_for_this_node_itself() {
        CompletableFuture<Void> done = fences.complete(FENCE).toCompletableFuture();
        peers.answer(A);
        peers.answer(B);
        assertThat(done).isNotDone();

        local.complete(null);

        assertThat(done).isCompleted();
    }

    @Test
    void a_member_that_does_not_answer_is_asked_again() {
        local.complete(null);
        CompletableFuture<Void> done = fences.complete(FENCE).toCompletableFuture();
        peers.answer(A);
        peers.fail(B);

        Awaitility.await().until(() -> peers.sent(B) == 2);
        assertThat(done).isNotDone();
        peers.answer(B);

        Awaitility.await().until(done::isDone);
        assertThat(done).isCompleted();
    }

    @Test
    void a_node_that_is_a_member_no_more_is_not_waited_for() {
        local.complete(null);
        CompletableFuture<Void> done = fences.complete(FENCE).toCompletableFuture();
        peers.answer(A);
        peers.members.remove(B);

        peers.fail(B);

        Awaitility.await().until(done::isDone);
        assertThat(done).isCompleted();
    }

    @Test
    void clients_of_a_member_that_has_left_are_waited_for_while_they_may_serve() {
        local.complete(null);
        fences.membersChanged(Set.of(A, B));
        peers.members.remove(B);
        fences.membersChanged(Set.of(A));
        peers.answer(A);

        CompletableFuture<Void> justAfter = fences.complete(FENCE).toCompletableFuture();
        assertThat(justAfter).isNotDone();

        now.set(2 * Limits.LEASE.toNanos());
        CompletableFuture<Void> later = fences.complete(FENCE).toCompletableFuture();
        Awaitility.await().until(later::isDone);
        assertThat(justAfter)
                .as("the wait of the first was begun with the whole time to live")
                .isNotDone();
    }

    @Test
    void a_member_that_joins_during_the_round_is_asked_too() {
        NodeId newcomer = new NodeId(3, 3);
        local.complete(null);
        CompletableFuture<Void> done = fences.complete(FENCE).toCompletableFuture();
        peers.members.add(newcomer);
        peers.answer(A);
        peers.answer(B);

        assertThat(peers.sent(newcomer)).isEqualTo(1);
        assertThat(done).isNotDone();
        peers.answer(newcomer);

        assertThat(done).isCompleted();
    }

    @Test
    void at_the_deadline_the_outcome_is_unknown_and_said_so() {
        local.complete(null);
        CompletableFuture<Void> done = fences.complete(FENCE).toCompletableFuture();
        peers.answer(A);
        now.set(Limits.INVALIDATE_DEADLINE.toNanos());

        peers.fail(B);

        assertThat(done).isCompletedExceptionally();
        Throwable failure = done.handle((none, thrown) -> thrown).join();
        NodeException error = (NodeException) NodeException.unwrap(failure);
        assertThat(error.reply().code()).isEqualTo(ErrorCode.ETIMEDOUT);
        assertThat(error.getMessage()).contains(B.toString());
    }
}
