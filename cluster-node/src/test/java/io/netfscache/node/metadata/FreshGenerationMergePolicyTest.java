package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class FreshGenerationMergePolicyTest {
    private static final SessionId ONE = new SessionId(1, 1);
    private static final SessionId TWO = new SessionId(2, 2);

    @Test
    void a_record_that_the_larger_half_does_not_have_gets_another_generation_with_a_fence_without_a_base() {
        CookieRecord merged = (CookieRecord) FreshGenerationMergePolicy.merged(cookie(1, ONE), null);
        assertThat(merged.generation()).isNotIn(TestRequests.candidate(1), Generation.NONE);
        assertThat(merged.pendingFence())
                .isEqualTo(new PendingFence(Generation.NONE, merged.generation(), ByteRange.ALL));
        assertThat(merged.modifiers().marks()).containsOnlyKeys(ONE);
        assertThat(merged.adoptable()).isFalse();
    }

    @Test
    void sessions_list_the_objects_of_both_halves() {
        SessionRecord mine = SessionRecord.NONE.with(new CookieId(1, 1), 3);
        SessionRecord yours = SessionRecord.NONE.with(new CookieId(1, 1), 2).with(new CookieId(2, 2), 5);
        SessionRecord merged = (SessionRecord) FreshGenerationMergePolicy.merged(yours, mine);
        assertThat(merged.objects()).containsOnly(entry(new CookieId(1, 1), 3L), entry(new CookieId(2, 2), 5L));
        assertThat(FreshGenerationMergePolicy.merged(yours, null)).isEqualTo(yours);
    }

    @Test
    void with_the_rule_broken_a_record_keeps_the_generation_that_the_other_half_may_have_ended() {
        Rules broken = Rules.without(Sabotage.PUT_IF_ABSENT_MERGE);
        assertThat(FreshGenerationMergePolicy.merged(cookie(1, ONE), null, broken))
                .isEqualTo(cookie(1, ONE));
        assertThat(FreshGenerationMergePolicy.merged(cookie(1, ONE), cookie(2, TWO), broken))
                .isEqualTo(cookie(2, TWO));
    }

    @Test
    void what_one_half_has_written_is_dirty_and_what_one_half_has_used_is_used() {
        CookieRecord written = cookie(1, ONE).withDirty(true).withUse(7);
        for (CookieRecord other : new CookieRecord[] {cookie(1, TWO), cookie(2, TWO)}) {
            for (Object merged : new Object[] {
                FreshGenerationMergePolicy.merged(written, other), FreshGenerationMergePolicy.merged(other, written)
            }) {
                assertThat(((CookieRecord) merged).dirty()).isTrue();
                assertThat(((CookieRecord) merged).lastUsedHours()).isEqualTo(7);
            }
        }
    }

    @Test
    void equal_generations_are_kept_with_the_marks_of_both() {
        CookieRecord merged = (CookieRecord) FreshGenerationMergePolicy.merged(cookie(1, ONE), cookie(1, TWO));
        assertThat(merged.generation()).isEqualTo(TestRequests.candidate(1));
        assertThat(merged.modifiers().marks()).containsOnlyKeys(ONE, TWO);
        assertThat(merged.pendingFence()).isNull();
    }

    @Test
    void different_generations_become_one_that_neither_half_has_used_with_a_fence_without_a_base() {
        CookieRecord merged = (CookieRecord) FreshGenerationMergePolicy.merged(cookie(1, ONE), cookie(2, TWO));
        assertThat(merged.generation()).isNotIn(TestRequests.candidate(1), TestRequests.candidate(2), Generation.NONE);
        assertThat(merged.generation().counter()).isGreaterThan(100);
        assertThat(merged.pendingFence())
                .isEqualTo(new PendingFence(Generation.NONE, merged.generation(), ByteRange.ALL));
        assertThat(merged.modifiers().marks()).containsOnlyKeys(ONE, TWO);
        assertThat(merged.adoptable()).isFalse();
    }

    /** Old bytes have the live record's generation, and what clients had at the retirement has the other one. */
    @Test
    void an_object_that_one_half_has_retired_is_there_again_without_any_of_its_bytes() {
        CookieRecord retired = cookie(1, ONE).retire(TestRequests.candidate(3));
        CookieRecord live = cookie(1, TWO);
        for (Object each : new Object[] {
            FreshGenerationMergePolicy.merged(retired, live), FreshGenerationMergePolicy.merged(live, retired)
        }) {
            CookieRecord merged = (CookieRecord) each;
            assertThat(merged.retired()).isFalse();
            assertThat(merged.generation()).isNotIn(live.generation(), retired.generation());
            assertThat(merged.pendingFence())
                    .isEqualTo(new PendingFence(Generation.NONE, merged.generation(), ByteRange.ALL));
            assertThat(merged.modifiers().marks()).containsOnlyKeys(TWO);
        }
    }

    @Test
    void an_object_that_both_halves_have_retired_or_one_has_and_the_other_does_not_know_stays_retired() {
        CookieRecord one = cookie(1, ONE).retire(TestRequests.candidate(3));
        CookieRecord two = cookie(1, TWO).retire(TestRequests.candidate(4));
        assertThat(((CookieRecord) FreshGenerationMergePolicy.merged(one, two)).retired())
                .isTrue();
        assertThat(((CookieRecord) FreshGenerationMergePolicy.merged(one, null)).retired())
                .isTrue();
        assertThat(FreshGenerationMergePolicy.merged(one, one)).isEqualTo(one);
    }

    @Test
    void volumes_are_merged_by_the_same_rules() {
        assertThat(((VolumeRecord) FreshGenerationMergePolicy.merged(volume(1), null)).generation())
                .isNotIn(TestRequests.candidate(1), Generation.NONE);
        assertThat(FreshGenerationMergePolicy.merged(volume(1), volume(1))).isEqualTo(volume(1));
        VolumeRecord merged = (VolumeRecord) FreshGenerationMergePolicy.merged(volume(1), volume(2));
        assertThat(merged.generation()).isNotIn(TestRequests.candidate(1), TestRequests.candidate(2));
        assertThat(merged.pendingFence())
                .isEqualTo(new PendingFence(Generation.NONE, merged.generation(), ByteRange.ALL));
    }

    private static CookieRecord cookie(long generation, SessionId modifier) {
        return CookieRecord.born(
                        TestRequests.VOLUME,
                        Bytes.utf8("x"),
                        TestRequests.coherency("a", 1),
                        TestRequests.candidate(generation))
                .withModifiers(Modifiers.NONE.with(modifier, 1));
    }

    private static VolumeRecord volume(long generation) {
        return VolumeRecord.born(TestRequests.VOLUME, "", Bytes.EMPTY, TestRequests.candidate(generation));
    }
}
