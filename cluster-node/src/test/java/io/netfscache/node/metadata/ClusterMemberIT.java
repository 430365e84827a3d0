package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.map.IMap;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.View;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterMemberIT {
    private static final Duration JOIN = Duration.ofSeconds(20);

    @Test
    void an_evicted_node_comes_back_as_another_member_and_its_records_are_kept() {
        HazelcastInstance other = TestNodes.start(1, List.of(), 2);
        List<String> join = List.of(TestNodes.address(other));
        List<List<View.Member>> announced = new CopyOnWriteArrayList<>();
        try (ClusterMember node = ClusterMember.join(() -> TestNodes.settings(2, join, 2));
                Members members = new Members(node.hazelcast(), 2, announced::add)) {
            await().atMost(JOIN).until(() -> members.size() == 2);
            IMap<CookieId, CookieRecord> cookies = node.hazelcast().getMap(HazelcastSettings.COOKIES);
            for (int i = 0; i < 100; i++) {
                cookies.set(
                        new CookieId(1, i),
                        CookieRecord.born(
                                "volume", Bytes.EMPTY, TestRequests.coherency("", 0), TestRequests.candidate(i)));
            }
            MemberId before = node.self();
            // When it leaves and joins again
            assertThat(node.joinAgain()).isTrue();
            members.moveTo(node.hazelcast());
            // Then it is another member of the same cluster, and what it owned is there
            assertThat(node.self()).isNotEqualTo(before);
            assertThat(node.joined(node.self())).isPositive();
            await().atMost(JOIN).until(() -> members.size() == 2);
            assertThat(node.list().members()).contains(node.self()).doesNotContain(before);
            assertThat(node.hazelcast().getMap(HazelcastSettings.COOKIES).size())
                    .isEqualTo(100);
            // And changes of the members are announced as before
            announced.clear();
            other.getLifecycleService().terminate();
            await().atMost(JOIN).until(() -> !announced.isEmpty());
            node.close();
            assertThat(node.joinAgain()).isFalse();
        } finally {
            other.getLifecycleService().terminate();
        }
    }
}
