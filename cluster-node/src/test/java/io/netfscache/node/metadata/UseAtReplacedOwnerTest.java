package io.netfscache.node.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.GenerationSource;
import io.netfscache.node.coherence.KnownVolume;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.server.MetadataRequests;
import io.netfscache.node.session.SessionLink;
import io.netfscache.node.session.Sessions;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Use;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class UseAtReplacedOwnerTest {
    private static final SessionId CLIENT = new SessionId(1, 1);
    private static final Bytes KEY = Bytes.utf8("key");
    private static final Generation VOLUME = new Generation(1, 1);
    private static final Generation OLD = new Generation(2, 2);
    private static final Generation NEW = new Generation(3, 3);

    private final ManualTime time = new ManualTime();
    private final TestLease lease = new TestLease();
    private final NodeStats stats = new NodeStats();
    private final AnswerGuard answers = new AnswerGuard(lease, time::nanos, stats, Rules.ALL);
    private final Sessions sessions = new Sessions(lease, time, time::nanos, stats, 1, Rules.ALL);

    /** Has the record of before the latest change, with a fence that its coordinator had not cleared by then. */
    private static Records replacedOwner() {
        CookieRecord old = CookieRecord.born("volume", KEY, new Coherency(Bytes.EMPTY, 100), OLD)
                .withPendingFence(new PendingFence(Generation.NONE, OLD, ByteRange.ALL));
        return (Records) Proxy.newProxyInstance(
                Records.class.getClassLoader(), new Class<?>[] {Records.class}, (proxy, method, args) -> {
                    CookieResult result = method.getName().equals("use")
                            ? CookieTransitions.use(old, (UseRequest) args[0]).result()
                            : CookieTransitions.clearFence(old, (Generation) args[1])
                                    .result();
                    return CompletableFuture.completedFuture(result);
                });
    }

    private MetadataRequests requests() {
        KnownVolumes volumes = new KnownVolumes(
                lease,
                answers,
                key -> CompletableFuture.completedFuture(Optional.of(new KnownVolume(key, VOLUME, Bytes.EMPTY))));
        return new MetadataRequests(
                replacedOwner(),
                SessionRecords.NONE,
                volumes,
                sessions,
                fence -> {
                    answers.fence(fence);
                    return CompletableFuture.completedFuture(null);
                },
                answers,
                new GenerationSource(() -> 0, new Random(1)),
                new Random(2),
                Rules.ALL,
                name -> true,
                "");
    }

    private static final class Link implements SessionLink {
        @Override
        public CompletionStage<FenceAck> push(Fence fence) {
            throw new AssertionError("the client did not use the object when the fence came");
        }

        @Override
        public void supersede() {
            throw new AssertionError("there is one connection");
        }
    }

    @Test
    void a_fence_taken_before_the_look_up_beats_an_old_record_that_owes_a_fence_itself() {
        sessions.open(CLIENT, new Link());
        answers.fence(new Fence(
                1,
                1,
                Fence.Scope.OBJECT,
                "volume",
                KEY,
                new ObjectGeneration(VOLUME, OLD),
                new ObjectGeneration(VOLUME, NEW),
                ByteRange.ALL,
                100,
                Bytes.EMPTY));

        CompletableFuture<Frame> reply = requests()
                .use(CLIENT, new Use(new OperationId(1, 1), "volume", KEY, Bytes.EMPTY, 100, false, 1))
                .toCompletableFuture();

        assertThat(reply).isCompletedExceptionally();
        assertThat(reply.handle((answer, error) ->
                        ((NodeException) NodeException.unwrap(error)).reply().reason()))
                .isCompletedWithValue(Reason.VERIFYING);
    }
}
