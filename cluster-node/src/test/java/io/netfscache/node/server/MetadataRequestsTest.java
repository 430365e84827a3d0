package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netfscache.node.NodeException;
import io.netfscache.node.Provokes;
import io.netfscache.node.Refusal;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.VolumeAcquired;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(20)
class MetadataRequestsTest {
    private static final ByteRange BLOCK = new ByteRange(4096, 8192);

    @TempDir
    Path directory;

    private RecordsFixture node;

    @BeforeEach
    void open() throws IOException {
        node = new RecordsFixture(directory);
    }

    @AfterEach
    void close() throws IOException {
        node.close();
    }

    private static Reason reason(Runnable refused) {
        Throwable[] thrown = new Throwable[1];
        assertThatThrownBy(refused::run).satisfies(error -> thrown[0] = NodeException.unwrap(error));
        return ((Refusal) thrown[0]).reply().reason();
    }

    @Test
    void fences_of_writes_say_that_somebody_is_modifying_and_the_last_one_that_nobody_is() {
        CookieReply used = node.use("a", true, 1);
        CookieReply written = node.change(Change.Kind.MODIFY, "a", used.generation(), false, BLOCK);
        assertThat(written.generation()).isNotEqualTo(used.generation());
        node.unuse("a", 2, true);

        assertThat(node.fences).extracting(Fence::modified).containsExactly(true, false);
        assertThat(node.fences).extracting(Fence::dropped).containsExactly(BLOCK, ByteRange.EMPTY);
        assertThat(node.record("a").dirty()).isFalse();
        assertThat(node.record("a").pendingFence()).isNull();
    }

    @Test
    void the_fence_of_a_commit_that_a_new_modifier_finds_left_over_clears_the_dirty_marks_too() {
        // Given a commit whose fence did not get through
        CookieReply used = node.use("a", true, 1);
        node.change(Change.Kind.MODIFY, "a", used.generation(), false, BLOCK);
        node.carried = CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_QUORUM));
        assertThat(reason(() -> node.unuse("a", 2, true))).isEqualTo(Reason.NO_QUORUM);
        node.carried = CompletableFuture.completedFuture(null);
        // When the next modifier carries it
        node.use("a", true, 3);
        // Then it says the same: what was dirty is whole, and what that one writes is marked anew
        assertThat(node.fences).extracting(Fence::modified).containsExactly(true, false, false);
        assertThat(node.fences.get(2).next()).isEqualTo(node.fences.get(1).next());
    }

    @Test
    void a_write_on_the_ground_of_another_generation_or_volume_is_stale() {
        CookieReply used = node.use("a", true, 1);
        ObjectGeneration other =
                new ObjectGeneration(new Generation(9, 9), used.generation().object());
        for (ObjectGeneration base : List.of(other, ObjectGeneration.NONE)) {
            assertThat(reason(() -> node.change(Change.Kind.MODIFY, "a", base, false, BLOCK)))
                    .isEqualTo(Reason.WRONG_GENERATION);
        }
        assertThat(reason(() ->
                        node.change(Change.Kind.MODIFY, "a", used.generation(), false, new ByteRange(4096, 8000))))
                .isEqualTo(Reason.MALFORMED);
        assertThat(node.fences).isEmpty();
    }

    @Test
    void a_modifiers_mark_of_another_session_node_goes_when_its_client_says_so_here() {
        // Given a mark that this node's session does not know
        node.use("a", true, 1);
        node.sessions.unuse(RecordsFixture.SESSION, RecordsFixture.id("a"), 1);
        // When only a reader's mark is given back, it stays
        node.unuse("a", 2, false);
        assertThat(node.record("a").modifiers().isEmpty()).isFalse();
        node.unuse("a", 2, true);
        assertThat(node.record("a").modifiers().isEmpty()).isTrue();
    }

    @Test
    void other_coherency_data_of_a_volume_is_carried_to_all_nodes_under_its_generation() {
        node.requests
                .relinquishVolume(new RelinquishVolume(
                        node.operation(), RecordsFixture.VOLUME, Bytes.utf8("w"), Bytes.utf8("v"), false))
                .toCompletableFuture()
                .join();
        assertThat(node.fences).singleElement().satisfies(fence -> {
            assertThat(fence.scope()).isEqualTo(Fence.Scope.VOLUME);
            assertThat(fence.base()).isEqualTo(fence.next());
            assertThat(fence.aux()).isEqualTo(Bytes.utf8("w"));
        });
        assertThat(node.records
                        .lookUpVolume(RecordsFixture.VOLUME)
                        .toCompletableFuture()
                        .join())
                .get()
                .matches(record -> record.pendingFence() == null);
    }

    @Test
    @Provokes(Reason.OTHER_CACHE)
    void a_volume_is_not_to_be_had_in_another_cache() {
        AcquireVolume other = new AcquireVolume(node.operation(), RecordsFixture.VOLUME, "default", Bytes.utf8("v"));
        assertThat(reason(() -> RecordsFixture.get(node.requests.acquireVolume(RecordsFixture.SESSION, other))))
                .isEqualTo(Reason.OTHER_CACHE);
    }

    @Test
    void a_volume_without_a_name_is_in_the_usual_cache_and_may_be_acquired_by_its_name() {
        AcquireVolume named = new AcquireVolume(node.operation(), RecordsFixture.VOLUME, "usual", Bytes.utf8("v"));
        assertThat(RecordsFixture.get(node.requests.acquireVolume(RecordsFixture.SESSION, named)))
                .isInstanceOfSatisfying(
                        VolumeAcquired.class,
                        acquired -> assertThat(acquired.cacheName()).isEmpty());
    }

    @Test
    void a_use_is_noted_in_the_record_when_it_has_an_older_one() {
        node.use("a", false, 1);
        node.hours += 3;
        node.use("a", false, 2);
        assertThat(node.record("a").lastUsedHours()).isEqualTo(500_000);
        node.hours += 1;
        node.use("a", false, 3);
        assertThat(node.record("a").lastUsedHours()).isEqualTo(500_004);
    }

    @Test
    void marks_of_one_object_that_are_given_back_together_go_with_the_last_of_them() {
        node.use("a", true, 1);
        node.use("a", false, 4);
        RecordsFixture.get(node.requests.unuse(
                RecordsFixture.SESSION,
                new Unuse(List.of(
                        new Unuse.Mark(RecordsFixture.id("a"), 2, true),
                        new Unuse.Mark(RecordsFixture.id("a"), 5, false)))));
        assertThat(node.record("a").modifiers().isEmpty()).isTrue();
        assertThat(node.sessions.users(RecordsFixture.id("a"))).isZero();
    }
}
