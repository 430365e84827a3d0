package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeStats;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class KnownVolumesTest {
    private static final String KEY = "volume";
    private static final Generation GENERATION = new Generation(1, 1);
    private static final Generation LATER = new Generation(2, 2);

    private final TestLease lease = new TestLease();
    private final AnswerGuard answers = new AnswerGuard(lease, () -> 0, new NodeStats(), Rules.ALL);
    private final List<CompletableFuture<Optional<KnownVolume>>> questions = new ArrayList<>();
    private final KnownVolumes volumes = new KnownVolumes(lease, answers, key -> {
        CompletableFuture<Optional<KnownVolume>> answer = new CompletableFuture<>();
        questions.add(answer);
        return answer;
    });

    private static Optional<KnownVolume> volume(Generation generation, String coherency) {
        return Optional.of(new KnownVolume(KEY, generation, Bytes.utf8(coherency), "ssd"));
    }

    private void fence(Generation base, Generation next, String coherency) {
        Fence fence = new Fence(
                1,
                0,
                Fence.Scope.VOLUME,
                KEY,
                Bytes.EMPTY,
                new ObjectGeneration(base, Generation.NONE),
                new ObjectGeneration(next, Generation.NONE),
                ByteRange.EMPTY,
                0,
                Bytes.utf8(coherency));
        answers.fence(fence);
        volumes.fence(fence);
    }

    private void know(Generation generation, String coherency) {
        volumes.find(KEY);
        questions.get(questions.size() - 1).complete(volume(generation, coherency));
    }

    private void assertKnown(Generation generation, String coherency) {
        assertThat(volumes.find(KEY).toCompletableFuture()).isCompletedWithValue(volume(generation, coherency));
    }

    @Test
    void a_volume_is_asked_for_once() {
        know(GENERATION, "a");

        assertKnown(GENERATION, "a");
        assertThat(questions).hasSize(1);
    }

    @Test
    void other_coherency_data_is_known_at_once_and_nothing_is_asked_again() {
        know(GENERATION, "a");

        fence(GENERATION, GENERATION, "b");

        assertKnown(GENERATION, "b");
        assertThat(questions).hasSize(1);
    }

    @Test
    void other_coherency_data_beats_an_answer_that_was_asked_for_before_and_no_later_one() {
        CompletableFuture<Optional<KnownVolume>> underWay = volumes.find(KEY).toCompletableFuture();
        fence(GENERATION, GENERATION, "b");
        questions.get(0).complete(volume(GENERATION, "a"));

        assertThat(underWay).isCompletedWithValue(volume(GENERATION, "b"));
        assertKnown(GENERATION, "b");

        lease.hold(false);
        lease.hold(true);
        know(GENERATION, "c");
        assertKnown(GENERATION, "c");
    }

    @Test
    void what_a_fence_says_of_one_generation_is_not_said_of_another() {
        CompletableFuture<Optional<KnownVolume>> underWay = volumes.find(KEY).toCompletableFuture();
        fence(GENERATION, GENERATION, "b");
        questions.get(0).complete(volume(LATER, "c"));
        assertThat(underWay).isCompletedWithValue(volume(LATER, "c"));

        fence(GENERATION, GENERATION, "d");
        assertKnown(LATER, "c");
    }

    @Test
    void an_invalidated_volume_is_asked_for_again() {
        know(GENERATION, "a");

        fence(GENERATION, LATER, "b");
        know(LATER, "b");

        assertThat(questions).hasSize(2);
        assertKnown(LATER, "b");
    }
}
