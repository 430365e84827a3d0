package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.coherence.Membership;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What eviction needs of Hazelcast's internals: versions tell a member that is lost from one that has just joined. */
@Timeout(60)
class HazelcastMembershipIT {
    private static final Duration SEEN = Duration.ofSeconds(20);

    @Test
    void a_member_that_has_left_is_lost_to_later_lists_and_one_that_joins_later_is_not_lost_to_earlier_ones() {
        HazelcastInstance first = TestNodes.start(1, List.of(), 1);
        HazelcastInstance second = null;
        try {
            // Given the list of a member that is alone
            Membership membership = new HazelcastMembership(first);
            MemberList alone = membership.list();
            assertThat(alone.members()).containsExactly(membership.self());
            assertThat(membership.joined(membership.self())).isBetween(1L, alone.version());

            // When another joins
            second = TestNodes.start(2, List.of(TestNodes.address(first)), 1);
            MemberId other = new HazelcastMembership(second).self();
            await().atMost(SEEN).until(() -> membership.list().members().contains(other));

            // Then it is not lost to the list from before
            long joined = membership.joined(other);
            assertThat(joined).isGreaterThan(alone.version());
            assertThat(alone.lost(other, joined)).isFalse();
            assertThat(membership.list().lost(other, joined)).isFalse();

            // And when it leaves, it is lost to the list after that
            second.getLifecycleService().terminate();
            await().atMost(SEEN).until(() -> membership.list().lost(other, joined));
            assertThat(membership.list().lost(membership.self(), membership.joined(membership.self())))
                    .isFalse();
        } finally {
            if (second != null) {
                second.getLifecycleService().terminate();
            }
            first.getLifecycleService().terminate();
        }
    }
}
