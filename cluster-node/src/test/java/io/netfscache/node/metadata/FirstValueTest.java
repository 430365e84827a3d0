package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.core.IndeterminateOperationStateException;
import com.hazelcast.core.MemberLeftException;
import com.hazelcast.map.IMap;
import com.hazelcast.splitbrainprotection.SplitBrainProtectionException;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Reason;
import java.lang.reflect.Proxy;
import java.util.AbstractMap.SimpleEntry;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What becomes of the question for a first value; the answers of real members are in {@link RecordsIT}. */
class FirstValueTest {
    private static final Bytes MINE = Bytes.utf8("mine");

    @Test
    @Timeout(30)
    void an_answer_that_does_not_come_is_not_waited_for() {
        // Given an owner that never gets the question
        HazelcastInstance lost = answering(CompletableFuture::new);

        // Then whoever asks is told so, and can ask again
        assertThatThrownBy(() -> FirstValue.agree(lost, "key", MINE, "peer secret"))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.reason()).isEqualTo(Reason.DEADLINE))
                .hasMessageContaining("peer secret: no answer from its owner within 2000 ms");
    }

    @Test
    void what_fails_because_of_the_members_can_be_asked_again() {
        assertThat(reasonAfter(new SplitBrainProtectionException("1 of 3"))).isEqualTo(Reason.NO_QUORUM);
        assertThat(reasonAfter(new HazelcastInstanceNotActiveException())).isEqualTo(Reason.SHUTTING_DOWN);
        assertThat(reasonAfter(new IndeterminateOperationStateException("a backup is gone")))
                .isEqualTo(Reason.METADATA_FAILED);
        assertThat(reasonAfter(new MemberLeftException("the owner is gone"))).isEqualTo(Reason.METADATA_FAILED);
    }

    @Test
    void what_fails_for_another_reason_is_told() {
        HazelcastInstance failing = answering(() -> CompletableFuture.failedFuture(
                new CompletionException(new UnsupportedOperationException("never seen before"))));

        assertThatThrownBy(() -> FirstValue.agree(failing, "key", MINE, "voters"))
                .isInstanceOfSatisfying(
                        MetadataException.class, e -> assertThat(e.reason()).isEqualTo(Reason.METADATA_FAILED))
                .hasMessageContaining("voters: java.lang.UnsupportedOperationException: never seen before");
    }

    @Test
    void the_first_value_stays() {
        Map.Entry<String, byte[]> entry = new SimpleEntry<>("key", null);

        FirstValueProcessor first = new FirstValueProcessor(MINE);
        FirstValueProcessor later = new FirstValueProcessor(Bytes.utf8("later"));
        assertThat(first.process(entry)).isEqualTo(MINE.toArray());
        assertThat(later.process(entry)).isEqualTo(MINE.toArray());
        assertThat(entry.getValue()).isEqualTo(MINE.toArray());
        // A backup that has missed the value gets it from whoever asks next, and not what that one has offered.
        assertThat(first.getBackupProcessor()).isEqualTo(first);
        assertThat(later.getBackupProcessor()).isEqualTo(first);
    }

    private static Reason reasonAfter(Throwable failure) {
        try {
            FirstValue.agree(answering(() -> CompletableFuture.failedFuture(failure)), "key", MINE, "voters");
        } catch (MetadataException e) {
            return e.reason();
        }
        throw new AssertionError("no refusal after " + failure);
    }

    /** A member whose map answers each processor like this. */
    private static HazelcastInstance answering(Supplier<CompletionStage<byte[]>> answer) {
        Object map = proxy(IMap.class, "submitToKey", answer);
        return (HazelcastInstance) proxy(HazelcastInstance.class, "getMap", () -> map);
    }

    private static Object proxy(Class<?> type, String only, Supplier<?> answer) {
        return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, method, arguments) -> {
            if (method.getName().equals(only)) {
                return answer.get();
            }
            throw new UnsupportedOperationException(method.toString());
        });
    }
}
