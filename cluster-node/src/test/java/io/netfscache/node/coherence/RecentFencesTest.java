package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RecentFencesTest {
    private final ManualTime time = new ManualTime();
    private final RecentFences recent = new RecentFences(time::nanos);
    private CompletableFuture<Void> stage = new CompletableFuture<>();
    private int applied;

    private CompletionStage<Void> apply(Fence fence) {
        applied++;
        return stage;
    }

    private static Fence fence(long round, long next) {
        return new Fence(
                round,
                1,
                Fence.Scope.OBJECT,
                "volume",
                Bytes.utf8("key"),
                ObjectGeneration.NONE,
                new ObjectGeneration(new Generation(1, 1), new Generation(next, 1)),
                ByteRange.ALL,
                0,
                Bytes.EMPTY);
    }

    @Test
    void a_change_that_comes_again_waits_for_its_first_application() {
        CompletionStage<Void> first = recent.once(fence(1, 5), this::apply);
        CompletionStage<Void> again = recent.once(fence(2, 5), this::apply);

        assertThat(applied).isEqualTo(1);
        assertThat(again.toCompletableFuture()).isNotDone();
        stage.complete(null);
        assertThat(first.toCompletableFuture()).isCompleted();
        assertThat(again.toCompletableFuture()).isCompleted();
    }

    @Test
    void another_change_is_applied() {
        recent.once(fence(1, 5), this::apply);
        recent.once(fence(1, 6), this::apply);

        assertThat(applied).isEqualTo(2);
    }

    private void relabel(String coherency) {
        recent.once(
                new Fence(
                        1,
                        1,
                        Fence.Scope.VOLUME,
                        "volume",
                        Bytes.EMPTY,
                        ObjectGeneration.NONE,
                        ObjectGeneration.NONE,
                        ByteRange.EMPTY,
                        0,
                        Bytes.utf8(coherency)),
                this::apply);
    }

    @Test
    void coherency_data_tells_changes_apart_that_leave_a_volume_in_its_generation() {
        List.of("a", "b", "b").forEach(this::relabel);

        assertThat(applied).isEqualTo(2);
    }

    @Test
    void a_volume_may_get_coherency_data_back_that_it_had_a_moment_ago() {
        List.of("a", "b", "a", "a").forEach(this::relabel);

        assertThat(applied).isEqualTo(3);
        time.pass(LeaseTimes.LEASE / 2);
        relabel("b");
        time.pass(LeaseTimes.LEASE / 2 + 1);
        relabel("b");
        assertThat(applied)
                .as("what was remembered first is forgotten, not what came after it")
                .isEqualTo(4);
    }

    @Test
    void a_change_is_forgotten_before_the_fences_that_protect_it_are() {
        recent.once(fence(1, 5), this::apply);
        time.pass(LeaseTimes.LEASE + 1);
        recent.once(fence(2, 5), this::apply);

        assertThat(applied).isEqualTo(2);
        assertThat(LeaseTimes.LEASE).isLessThan(LeaseTimes.RETAINED);
    }
}
