package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.spi.merge.MergingValue;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.lang.reflect.Proxy;
import java.util.AbstractMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What Hazelcast makes and runs on a member keeps the rules of the node that is there. */
@Timeout(20)
class RulesOfMemberTest {
    private static final CookieRecord OBJECT = CookieTransitions.use(
                    null, TestRequests.read(1, "key", TestRequests.coherency("old", 10)))
            .result()
            .record();
    private static final CookieRecord MOVED = CookieTransitions.use(
                    OBJECT, TestRequests.read(2, "key", TestRequests.coherency("new", 10)))
            .result()
            .record();

    private record Merging(CookieRecord record) implements MergingValue<Object> {
        @Override
        public Object getDeserializedValue() {
            return record;
        }

        @Override
        public Object getRawValue() {
            return record;
        }
    }

    private static final class Nobody implements Membership {
        @Override
        public MemberId self() {
            return new MemberId(1, 1);
        }

        @Override
        public long joined(MemberId member) {
            return 0;
        }

        @Override
        public MemberList list() {
            return MemberList.UNKNOWN;
        }
    }

    /** A member that has a user context and nothing else. */
    private static HazelcastInstance member(Rules rules) {
        Map<String, Object> context = new ConcurrentHashMap<>();
        HazelcastInstance member = (HazelcastInstance) Proxy.newProxyInstance(
                RulesOfMemberTest.class.getClassLoader(),
                new Class<?>[] {HazelcastInstance.class},
                (proxy, method, arguments) -> context);
        new RecordOwner(new TestLease(), new Nobody(), session -> {}, rules).answerOn(member);
        return member;
    }

    private static Verdict lookedUpWithOldData(Rules rules) {
        OwnedProcessor<CookieId, CookieRecord, CookieResult> processor =
                OwnedProcessor.of(new UseProcessor(TestRequests.read(3, "key", TestRequests.coherency("old", 10))));
        processor.setHazelcastInstance(member(rules));
        OwnerReply<CookieResult> reply = processor.process(new AbstractMap.SimpleEntry<>(new CookieId(1, 2), MOVED));
        return reply.value().verdict();
    }

    private static Object mergedAlone(Rules rules) {
        FreshGenerationMergePolicy policy = new FreshGenerationMergePolicy();
        policy.setHazelcastInstance(member(rules));
        return policy.merge(new Merging(OBJECT), null);
    }

    @Test
    void look_ups_at_a_record_keep_the_rules_of_its_owner() {
        assertThat(lookedUpWithOldData(Rules.ALL)).isEqualTo(Verdict.REFUSED_AUX);
        assertThat(lookedUpWithOldData(Rules.without(Sabotage.REFUSED_AUX_ACCEPTED)))
                .isEqualTo(Verdict.DONE);
    }

    @Test
    void a_merge_keeps_the_rules_of_the_member_that_it_is_made_on() {
        assertThat(mergedAlone(Rules.ALL)).isNotEqualTo(OBJECT);
        assertThat(mergedAlone(Rules.without(Sabotage.PUT_IF_ABSENT_MERGE))).isEqualTo(OBJECT);
    }
}
