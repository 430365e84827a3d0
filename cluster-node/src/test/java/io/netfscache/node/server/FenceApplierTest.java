package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.node.cache.Stores;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.GenerationSource;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.coherence.VerifiedObjects;
import io.netfscache.node.session.Sessions;
import io.netfscache.node.store.BackingStore;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FenceApplierTest {
    private static final Generation OLD = new Generation(1, 1);
    private static final Fence FENCE = fence("key");

    private final ManualTime time = new ManualTime();
    private final TestLease lease = new TestLease();
    private final NodeStats stats = new NodeStats();
    private final AnswerGuard answers = new AnswerGuard(lease, time::nanos, stats, Rules.ALL);
    private final FenceApplier applier = applier();

    private static Fence fence(String key) {
        return new Fence(
                1,
                1,
                Fence.Scope.OBJECT,
                "volume",
                Bytes.utf8(key),
                new ObjectGeneration(Generation.NONE, OLD),
                new ObjectGeneration(Generation.NONE, new Generation(2, 2)),
                ByteRange.ALL,
                0,
                Bytes.EMPTY);
    }

    private FenceApplier applier() {
        BackingStore untouched = (BackingStore) Proxy.newProxyInstance(
                BackingStore.class.getClassLoader(), new Class<?>[] {BackingStore.class}, (proxy, method, args) -> {
                    throw new AssertionError("a disk that hangs runs no job");
                });
        return new FenceApplier(
                answers,
                new VerifiedObjects(
                        lease,
                        answers,
                        cookie -> CompletableFuture.completedFuture(Optional.empty()),
                        stats,
                        Rules.ALL),
                new KnownVolumes(lease, answers, key -> CompletableFuture.completedFuture(Optional.empty())),
                new GenerationSource(() -> 0, new Random(1)),
                Stores.of(untouched),
                new Sessions(lease, time, time::nanos, stats, 1, Rules.ALL),
                job -> {},
                time,
                time::nanos,
                stats);
    }

    /**
     * The first round was void, because one of two voters did not hear of it: it goes on granting leases to a replaced owner
     * until it takes the second, and those run for L more.
     */
    @Test
    void a_fence_that_comes_again_in_a_later_round_is_retained_afresh() {
        applier.apply(FENCE);
        time.pass(LeaseTimes.ROUND + LeaseTimes.FENCE_AGAIN);
        applier.apply(FENCE.inRound(2, 1));
        time.pass(LeaseTimes.RETAINED - LeaseTimes.RENEWAL);
        applier.apply(fence("another"));

        AnswerGuard.Question toReplacedOwner = answers.ask();
        assertThatThrownBy(() -> answers.requireCounts(toReplacedOwner, FENCE.cookie(), OLD))
                .isInstanceOf(NodeException.class);
    }

    @Test
    void a_fence_is_forgotten_in_time_when_no_other_one_follows() {
        applier.apply(FENCE);
        time.pass(LeaseTimes.RETAINED + 1);

        // Of a record that was lost and made again, which no fence has brought.
        AnswerGuard.Question question = answers.ask();
        assertThatNoException().isThrownBy(() -> answers.requireCounts(question, FENCE.cookie(), new Generation(7, 7)));
    }
}
