package io.netfscache.node.metadata;

import static io.netfscache.node.metadata.TestRequests.VOLUME;
import static io.netfscache.node.metadata.TestRequests.candidate;
import static io.netfscache.node.metadata.TestRequests.operation;
import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class VolumeTransitionsTest {

    private static AcquireVolumeRequest in(String cache, long number, String coherency) {
        AcquireVolumeRequest any = acquire(number, coherency);
        return new AcquireVolumeRequest(any.operation(), any.volumeKey(), cache, any.coherency(), any.candidate());
    }

    @Test
    void the_first_acquire_makes_a_record_without_a_fence() {
        VolumeResult result = VolumeTransitions.acquire(null, acquire(1, "one")).result();
        assertThat(result.created()).isTrue();
        assertThat(result.invalidated()).isFalse();
        assertThat(result.fence()).isNull();
        assertThat(result.record().generation()).isEqualTo(candidate(1));
        assertThat(result.record().cacheName()).isEqualTo("fast");
    }

    @Test
    void equal_coherency_changes_nothing() {
        assertThat(VolumeTransitions.acquire(volume(), acquire(2, "one")).changed())
                .isFalse();
    }

    @Test
    void other_coherency_invalidates_the_volume_with_one_fence() {
        VolumeResult result =
                VolumeTransitions.acquire(volume(), acquire(2, "two")).result();
        assertThat(result.invalidated()).isTrue();
        assertThat(result.fence()).isEqualTo(new PendingFence(candidate(1), new Generation(101, 2), ByteRange.ALL));
    }

    @Test
    void a_volume_is_not_acquired_in_another_cache_than_its_own_and_stays_as_it_is() {
        Outcome<VolumeRecord, VolumeResult> other = VolumeTransitions.acquire(volume(), in("ssd", 2, "two"));
        assertThat(other.result().verdict()).isEqualTo(Verdict.OTHER_CACHE);
        assertThat(other.result().fence()).isNull();
        assertThat(other.record()).isEqualTo(volume());

        VolumeRecord ofSsd =
                VolumeTransitions.acquire(null, in("ssd", 1, "one")).record();
        assertThat(VolumeTransitions.acquire(ofSsd, in("ssd", 2, "one"))
                        .result()
                        .verdict())
                .isEqualTo(Verdict.DONE);
        assertThat(VolumeTransitions.acquire(ofSsd, in("", 3, "one")).result().verdict())
                .isEqualTo(Verdict.DONE);
    }

    @Test
    void relinquish_stores_coherency_and_keeps_the_contents() {
        VolumeRecord record = VolumeTransitions.relinquish(volume(), relinquish(2, "two", false))
                .record();
        assertThat(record.coherency()).isEqualTo(Bytes.utf8("two"));
        assertThat(record.generation()).isEqualTo(candidate(1));
    }

    @Test
    void other_coherency_at_the_end_is_told_to_all_nodes_under_the_same_generation() {
        VolumeRecord stored = VolumeTransitions.relinquish(volume(), relinquish(2, "two", false))
                .record();
        assertThat(stored.pendingFence()).isEqualTo(new PendingFence(candidate(1), candidate(1), ByteRange.EMPTY));
        assertThat(VolumeTransitions.clearFence(stored, candidate(1), Bytes.utf8("two"))
                        .record()
                        .pendingFence())
                .isNull();
        assertThat(VolumeTransitions.relinquish(volume(), relinquish(3, "one", false))
                        .result()
                        .fence())
                .isNull();
    }

    @Test
    void an_invalidation_that_is_not_complete_stays_pending_when_other_coherency_is_stored() {
        VolumeRecord moved =
                VolumeTransitions.acquire(volume(), acquire(2, "two")).record();
        VolumeRecord stored = VolumeTransitions.relinquish(moved, relinquish(3, "six", "two", false))
                .record();
        assertThat(stored.coherency()).isEqualTo(Bytes.utf8("six"));
        assertThat(stored.pendingFence()).isEqualTo(moved.pendingFence());
    }

    @Test
    void a_volume_stays_in_its_cache_and_asking_for_another_one_is_refused() {
        Outcome<VolumeRecord, VolumeResult> other = VolumeTransitions.acquire(volume(), acquire(2, "one", "slow"));
        assertThat(other.result().verdict()).isEqualTo(Verdict.OTHER_CACHE);
        assertThat(other.changed()).isFalse();
        VolumeRecord any =
                VolumeTransitions.acquire(volume(), acquire(3, "two", "")).record();
        assertThat(any.cacheName()).isEqualTo("fast");
    }

    @Test
    void relinquish_with_invalidate_gives_a_new_generation() {
        VolumeResult result = VolumeTransitions.relinquish(volume(), relinquish(2, "one", true))
                .result();
        assertThat(result.invalidated()).isTrue();
        assertThat(result.fence()).isNotNull();
    }

    @Test
    void relinquish_keeps_nothing_that_was_cached_under_other_coherency_than_it_was_acquired_with() {
        VolumeRecord ofOthers =
                VolumeTransitions.acquire(volume(), acquire(2, "two")).record();

        VolumeResult result = VolumeTransitions.relinquish(ofOthers, relinquish(3, "six", false))
                .result();

        assertThat(result.invalidated()).isTrue();
        assertThat(result.record().coherency()).isEqualTo(Bytes.utf8("six"));
        assertThat(result.record().generation()).isNotEqualTo(ofOthers.generation());
    }

    @Test
    void coherency_of_another_length_is_refused() {
        Outcome<VolumeRecord, VolumeResult> outcome =
                VolumeTransitions.relinquish(volume(), relinquish(2, "longer", true));
        assertThat(outcome.result().verdict()).isEqualTo(Verdict.WRONG_LENGTH);
        assertThat(outcome.changed()).isFalse();
    }

    @Test
    void without_a_record_an_invalidation_is_a_fence_and_nothing_is_stored() {
        Outcome<VolumeRecord, VolumeResult> outcome = VolumeTransitions.relinquish(null, relinquish(2, "one", true));
        assertThat(outcome.changed()).isFalse();
        assertThat(outcome.result().fence()).isEqualTo(new PendingFence(Generation.NONE, candidate(2), ByteRange.ALL));
        assertThat(VolumeTransitions.relinquish(null, relinquish(2, "one", false))
                        .result()
                        .fence())
                .isNull();
    }

    @Test
    void every_operation_run_twice_does_what_it_does_run_once() {
        Outcome<VolumeRecord, VolumeResult> born = VolumeTransitions.acquire(null, acquire(1, "one"));
        assertThat(VolumeTransitions.acquire(born.record(), acquire(1, "one")).result())
                .isEqualTo(born.result());
        Outcome<VolumeRecord, VolumeResult> moved = VolumeTransitions.acquire(born.record(), acquire(2, "two"));
        assertThat(VolumeTransitions.acquire(moved.record(), acquire(2, "two")).result())
                .isEqualTo(moved.result());
        Outcome<VolumeRecord, VolumeResult> gone =
                VolumeTransitions.relinquish(moved.record(), relinquish(3, "six", true));
        assertThat(VolumeTransitions.relinquish(gone.record(), relinquish(3, "six", true))
                        .result())
                .isEqualTo(gone.result());
        assertThat(VolumeTransitions.relinquish(gone.record(), relinquish(3, "six", true))
                        .changed())
                .isFalse();
    }

    @Test
    void only_the_fence_of_the_current_generation_is_cleared() {
        VolumeRecord moved =
                VolumeTransitions.acquire(volume(), acquire(2, "two")).record();
        assertThat(VolumeTransitions.clearFence(moved, candidate(1), Bytes.utf8("two"))
                        .changed())
                .isFalse();
        assertThat(VolumeTransitions.clearFence(moved, moved.generation(), Bytes.utf8("two"))
                        .record()
                        .pendingFence())
                .isNull();
    }

    @Test
    void a_fence_that_had_other_coherency_data_of_the_generation_clears_nothing() {
        VolumeRecord stored = VolumeTransitions.relinquish(volume(), relinquish(2, "two", false))
                .record();
        VolumeRecord later = VolumeTransitions.relinquish(stored, relinquish(3, "six", "two", false))
                .record();
        assertThat(VolumeTransitions.clearFence(later, candidate(1), Bytes.utf8("two"))
                        .changed())
                .isFalse();
        assertThat(VolumeTransitions.clearFence(later, candidate(1), Bytes.utf8("six"))
                        .record()
                        .pendingFence())
                .isNull();
    }

    private static VolumeRecord volume() {
        return VolumeTransitions.acquire(null, acquire(1, "one")).record();
    }

    private static AcquireVolumeRequest acquire(long number, String coherency) {
        return acquire(number, coherency, "fast");
    }

    private static AcquireVolumeRequest acquire(long number, String coherency, String cache) {
        return new AcquireVolumeRequest(operation(number), VOLUME, cache, Bytes.utf8(coherency), candidate(number));
    }

    private static RelinquishVolumeRequest relinquish(long number, String coherency, boolean invalidate) {
        return relinquish(number, coherency, "one", invalidate);
    }

    private static RelinquishVolumeRequest relinquish(long number, String coherency, String base, boolean invalidate) {
        return new RelinquishVolumeRequest(
                operation(number), VOLUME, Bytes.utf8(coherency), Bytes.utf8(base), invalidate, candidate(number));
    }
}
