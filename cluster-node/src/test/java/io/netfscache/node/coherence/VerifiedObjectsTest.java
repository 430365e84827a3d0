package io.netfscache.node.coherence;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class VerifiedObjectsTest {
    private static final String VOLUME = "volume";
    private static final Bytes KEY = Bytes.utf8("key");
    private static final CookieId COOKIE = CookieId.of(VOLUME, KEY.toArray());
    private static final ObjectGeneration OLD = new ObjectGeneration(new Generation(1, 1), new Generation(2, 2));
    private static final ObjectGeneration NEW = new ObjectGeneration(new Generation(1, 1), new Generation(3, 3));

    /** The volume is invalidated. */
    private static final ObjectGeneration NEW_VOLUME = new ObjectGeneration(new Generation(5, 5), Generation.NONE);

    private final NodeStats stats = new NodeStats();
    private final TestLease lease = new TestLease();
    private final AtomicLong now = new AtomicLong();
    private final List<CompletableFuture<Optional<ObjectIdentity>>> questions = new ArrayList<>();
    private final AnswerGuard answers = new AnswerGuard(lease, now::get, stats, Rules.ALL);
    private final VerifiedObjects objects = new VerifiedObjects(lease, answers, this::question, stats, Rules.ALL);

    private void taken(Fence fence) {
        answers.fence(fence);
        objects.fence(fence);
    }

    private CompletableFuture<Optional<ObjectIdentity>> question(CookieId cookie) {
        CompletableFuture<Optional<ObjectIdentity>> answer = new CompletableFuture<>();
        questions.add(answer);
        return answer;
    }

    private static Optional<ObjectIdentity> at(ObjectGeneration generation) {
        return Optional.of(new ObjectIdentity(VOLUME, KEY, generation, 10, Bytes.EMPTY, Bytes.EMPTY));
    }

    private static Fence fence(Fence.Scope scope) {
        ObjectGeneration next = scope == Fence.Scope.OBJECT ? NEW : NEW_VOLUME;
        return new Fence(1, 0, scope, VOLUME, KEY, OLD, next, ByteRange.ALL, 10, Bytes.EMPTY);
    }

    /** The volume of {@link #OLD} stays in its generation. */
    private static Fence coherencyFence(String coherency) {
        return new Fence(
                1, 0, Fence.Scope.VOLUME, VOLUME, Bytes.EMPTY, OLD, OLD, ByteRange.EMPTY, 0, Bytes.utf8(coherency));
    }

    private static void assertRefused(CompletableFuture<ObjectIdentity> answer, Reason reason) {
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .satisfies(error -> assertThat(((NodeException) NodeException.unwrap(error))
                                .reply()
                                .reason())
                        .isEqualTo(reason));
    }

    @Test
    void what_the_owner_confirmed_is_current_until_a_fence() {
        CompletableFuture<ObjectIdentity> answer = objects.verify(COOKIE, OLD);
        questions.get(0).complete(at(OLD));

        assertThat(answer).isCompletedWithValue(at(OLD).orElseThrow());
        assertThat(objects.current(COOKIE, OLD)).isNotNull();
        assertThat(objects.current(COOKIE, NEW)).isNull();

        taken(fence(Fence.Scope.OBJECT));
        assertThat(objects.current(COOKIE, OLD)).isNull();
    }

    @Test
    void another_generation_than_the_owners_is_stale() {
        CompletableFuture<ObjectIdentity> answer = objects.verify(COOKIE, OLD);
        questions.get(0).complete(at(NEW));

        assertRefused(answer, Reason.WRONG_GENERATION);
        assertThat(objects.current(COOKIE, NEW)).as("the answer itself is good").isNotNull();
    }

    @Test
    void a_fence_beats_an_answer_that_was_asked_for_before_it() {
        for (Fence.Scope scope : Fence.Scope.values()) {
            questions.clear();
            CompletableFuture<ObjectIdentity> answer = objects.verify(COOKIE, OLD);
            taken(fence(scope));
            questions.get(0).complete(at(OLD));

            assertRefused(answer, Reason.VERIFYING);
            assertThat(objects.current(COOKIE, OLD)).isNull();
        }
    }

    @Test
    void an_answer_older_than_a_lease_is_dropped() {
        CompletableFuture<ObjectIdentity> answer = objects.verify(COOKIE, OLD);
        now.set(Limits.LEASE.toNanos() + 1);
        questions.get(0).complete(at(OLD));

        assertRefused(answer, Reason.VERIFYING);
        assertThat(objects.current(COOKIE, OLD)).isNull();
    }

    @Test
    void a_new_epoch_forgets_what_was_verified_and_what_was_asked() {
        objects.verify(COOKIE, OLD);
        questions.get(0).complete(at(OLD));
        CompletableFuture<ObjectIdentity> asked = objects.verify(COOKIE, OLD);
        lease.hold(false);
        assertThat(objects.current(COOKIE, OLD)).as("without a lease").isNull();
        lease.hold(true);

        questions.get(1).complete(at(OLD));

        assertRefused(asked, Reason.VERIFYING);
        assertThat(objects.current(COOKIE, OLD)).isNull();
    }

    @Test
    void nothing_is_asked_without_a_lease() {
        lease.hold(false);

        assertRefused(objects.verify(COOKIE, OLD), Reason.NO_LEASE);
        assertThat(questions).isEmpty();
    }

    @Test
    void questions_about_one_object_share_one_answer() {
        CompletableFuture<ObjectIdentity> first = objects.verify(COOKIE, OLD);
        CompletableFuture<ObjectIdentity> second = objects.verify(COOKIE, NEW);
        questions.get(0).complete(at(NEW));

        assertThat(questions).hasSize(1);
        assertRefused(first, Reason.WRONG_GENERATION);
        assertThat(second).isCompletedWithValue(at(NEW).orElseThrow());
    }

    @Test
    void a_failed_question_is_told_and_the_next_one_is_asked_anew() {
        CompletableFuture<ObjectIdentity> failed = objects.verify(COOKIE, OLD);
        questions.get(0).completeExceptionally(new IllegalStateException("owner gone"));
        CompletableFuture<ObjectIdentity> missing = objects.verify(COOKIE, OLD);
        questions.get(1).complete(Optional.empty());

        assertRefused(failed, Reason.METADATA_FAILED);
        assertRefused(missing, Reason.NO_SUCH_OBJECT);
    }

    @Test
    void an_owner_that_does_not_know_of_a_fence_is_not_believed_however_late_it_is_asked() {
        taken(fence(Fence.Scope.OBJECT));
        CompletableFuture<ObjectIdentity> old = objects.verify(COOKIE, OLD);
        questions.get(0).complete(at(OLD));
        CompletableFuture<ObjectIdentity> current = objects.verify(COOKIE, NEW);
        questions.get(1).complete(at(NEW));

        assertRefused(old, Reason.VERIFYING);
        assertThat(current).isCompleted();
    }

    @Test
    void of_two_fences_that_came_in_the_wrong_order_the_last_generation_is_current() {
        ObjectGeneration later = new ObjectGeneration(new Generation(1, 1), new Generation(4, 4));
        taken(new Fence(1, 0, Fence.Scope.OBJECT, VOLUME, KEY, NEW, later, ByteRange.ALL, 10, Bytes.EMPTY));
        taken(fence(Fence.Scope.OBJECT));

        CompletableFuture<ObjectIdentity> passed = objects.verify(COOKIE, NEW);
        questions.get(0).complete(at(NEW));
        CompletableFuture<ObjectIdentity> current = objects.verify(COOKIE, later);
        questions.get(1).complete(at(later));

        assertRefused(passed, Reason.VERIFYING);
        assertThat(current).isCompleted();
    }

    @Test
    void a_fence_is_forgotten_when_no_owner_can_be_that_far_behind() {
        taken(fence(Fence.Scope.OBJECT));
        now.set(LeaseTimes.RETAINED + 1);
        taken(new Fence(
                1, 0, Fence.Scope.VOLUME, "other", Bytes.EMPTY, OLD, NEW_VOLUME, ByteRange.ALL, 0, Bytes.EMPTY));
        ObjectGeneration unheardOf = new ObjectGeneration(new Generation(1, 1), new Generation(9, 9));

        CompletableFuture<ObjectIdentity> answer = objects.verify(COOKIE, unheardOf);
        questions.get(0).complete(at(unheardOf));

        assertThat(answer).isCompleted();
    }

    @Test
    void other_coherency_data_of_the_volume_ends_nothing_and_is_what_is_current() {
        objects.verify(COOKIE, OLD);
        questions.get(0).complete(at(OLD));
        CompletableFuture<ObjectIdentity> underWay = objects.verify(CookieId.of(VOLUME, new byte[] {9}), OLD);

        taken(coherencyFence("later"));

        ObjectIdentity current = objects.current(COOKIE, OLD);
        assertThat(current).isNotNull();
        assertThat(current.volumeCoherency()).isEqualTo(Bytes.utf8("later"));
        questions.get(1).complete(at(OLD));
        assertThat(underWay).isCompleted();
    }

    @Test
    void fences_beyond_the_capacity_make_older_questions_void() {
        RetainedFences fences = new RetainedFences(2, now::get, Rules.ALL);
        long before = fences.now();
        for (int i = 0; i < 3; i++) {
            fences.note(new Fence(
                    i, 0, Fence.Scope.VOLUME, "v" + i, Bytes.EMPTY, OLD, NEW_VOLUME, ByteRange.ALL, 0, Bytes.EMPTY));
        }

        assertThat(fences.beat(before, "untouched", OLD.volume())).isTrue();
        assertThat(fences.beat(fences.now(), "untouched", OLD.volume()))
                .as("it may have been among those that had to go")
                .isTrue();
        now.set(LeaseTimes.RETAINED + 1);
        assertThat(fences.beat(fences.now(), "untouched", OLD.volume())).isFalse();
    }
}
