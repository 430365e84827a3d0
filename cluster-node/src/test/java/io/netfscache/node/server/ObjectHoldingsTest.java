package io.netfscache.node.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.cache.Stores;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.session.SessionLink;
import io.netfscache.node.session.Sessions;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.node.store.PinnedChunk;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.Holdings.ObjectName;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.HoldingsReport.Holding;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ObjectHoldingsTest {
    private static final SessionLink NOWHERE = new SessionLink() {
        @Override
        public CompletionStage<FenceAck> push(Fence fence) {
            return new CompletableFuture<>();
        }

        @Override
        public void supersede() {}
    };

    private final ManualTime time = new ManualTime();
    private final Sessions sessions = new Sessions(new TestLease(), time, time::nanos, new NodeStats(), 1, Rules.ALL);
    private int diskJobs;
    private DirectoryStore store;

    @TempDir
    Path directory;

    @BeforeEach
    void open() throws IOException {
        store = DirectoryStore.open(new StoreConfig(directory, Limits.BLOCK_BYTES, 0, 64), Runnable::run, () -> 0);
    }

    @AfterEach
    void close() throws IOException {
        store.close();
    }

    private ObjectHoldings holdings() {
        return holdings(job -> {
            diskJobs++;
            job.run();
        });
    }

    private ObjectHoldings holdings(Executor disk) {
        return new ObjectHoldings(sessions, Stores.of(store), disk);
    }

    private static ObjectName name(String key) {
        return new ObjectName("volume", Bytes.utf8(key));
    }

    private ObjectIdentity store(String key) throws IOException {
        ObjectGeneration generation = new ObjectGeneration(new Generation(1, 1), new Generation(2, 2));
        ObjectIdentity object =
                new ObjectIdentity("volume", Bytes.utf8(key), generation, 100, Bytes.EMPTY, Bytes.EMPTY);
        ByteBuffer payload = ByteBuffer.allocate(100);
        store.write(object, 0, 0, payload, Checksums.compute(payload));
        return object;
    }

    private void use(long session, String key) {
        SessionId id = new SessionId(session, session);
        sessions.open(id, NOWHERE);
        sessions.use(id, name(key).cookie(), false, 1);
    }

    private static HoldingsReport report(CompletionStage<HoldingsReport> answer) {
        return answer.toCompletableFuture().join();
    }

    private static ErrorReply refusal(CompletionStage<?> answer) {
        return Errors.reply(catchThrowable(() -> answer.toCompletableFuture().join()));
    }

    @Test
    void tellsUsersAndFilesInTheOrderOfTheQuestion() throws IOException {
        store("stored");
        store("both");
        use(1, "both");
        use(2, "both");
        use(2, "used");

        HoldingsReport answer = report(
                holdings().report(new Holdings(List.of(name("used"), name("both"), name("no"), name("stored")))));

        assertThat(answer.objects())
                .containsExactly(
                        new Holding(1, false), new Holding(2, true), new Holding(0, false), new Holding(0, true));
        assertThat(report(holdings().report(new Holdings(List.of()))).objects()).isEmpty();
    }

    @Test
    void aLongQuestionIsSeveralJobsSoThatReadsGetTheirTurn() {
        List<ObjectName> objects = new ArrayList<>();
        for (int i = 0; i < Limits.MAX_BATCH; i++) {
            objects.add(name("key" + i));
        }

        assertThat(report(holdings().report(new Holdings(objects))).objects()).hasSize(Limits.MAX_BATCH);

        assertThat(diskJobs).isEqualTo(Limits.MAX_BATCH / NodeLimits.HELD_OBJECTS_AT_ONCE);
    }

    @Test
    void aDiskWithTooMuchToDoFailsTheAnswer() {
        ObjectHoldings busy = holdings(job -> {
            throw new RejectedExecutionException("full");
        });

        assertThat(refusal(busy.report(new Holdings(List.of(name("a"))))).reason())
                .isEqualTo(Reason.OVER_LIMIT);
        assertThat(refusal(busy.cull(new Cull("volume", Bytes.utf8("a")))).reason())
                .isEqualTo(Reason.OVER_LIMIT);
    }

    @Test
    void keysThatNoObjectHasAreRefused() {
        assertThatThrownBy(() -> holdings().cull(new Cull("../x", Bytes.utf8("a"))))
                .isInstanceOf(NodeException.class);
        assertThatThrownBy(() -> holdings().report(new Holdings(List.of(new ObjectName("volume", Bytes.EMPTY)))))
                .isInstanceOf(NodeException.class);
    }

    @Test
    void cullsWhatNobodyUses() throws IOException {
        store("a");
        store("b");

        assertThat(holdings().cull(new Cull("volume", Bytes.utf8("a"))).toCompletableFuture())
                .isCompletedWithValue(new Ok());

        assertThat(store.holds("volume", Bytes.utf8("a"))).isFalse();
        assertThat(store.holds("volume", Bytes.utf8("b"))).isTrue();
    }

    @Test
    void whatASessionOfThisNodeUsesIsBusy() throws IOException {
        store("a");
        use(1, "a");
        use(2, "a");

        ErrorReply busy = refusal(holdings().cull(new Cull("volume", Bytes.utf8("a"))));

        assertThat(busy.code()).isEqualTo(ErrorCode.EBUSY);
        assertThat(busy.message()).contains("2 clients");
        assertThat(store.holds("volume", Bytes.utf8("a"))).isTrue();
    }

    @Test
    void whatIsBeingReadIsBusyAlsoWithoutASession() throws IOException {
        ObjectIdentity object = store("a");
        try (PinnedChunk pin = store.open(object, 0)) {
            assertThat(pin).isNotNull();
            assertThat(refusal(holdings().cull(new Cull("volume", Bytes.utf8("a"))))
                            .code())
                    .isEqualTo(ErrorCode.EBUSY);
        }
        assertThat(store.holds("volume", Bytes.utf8("a"))).isTrue();
    }

    @Test
    void what_a_cache_out_of_service_may_have_is_not_said_to_be_culled() throws Exception {
        store("a");
        Stores some = new Stores() {
            @Override
            public BackingStore storeOf(ObjectIdentity object) {
                return store;
            }

            @Override
            public List<BackingStore> online() {
                return List.of(store);
            }

            @Override
            public void requireAll() {
                throw NodeException.notCached(Reason.CACHE_WITHDRAWN);
            }
        };
        ObjectHoldings holdings = new ObjectHoldings(sessions, some, Runnable::run);

        assertThat(catchThrowableOfType(
                        CompletionException.class,
                        () -> holdings.cull(new Cull("volume", Bytes.utf8("a")))
                                .toCompletableFuture()
                                .join()))
                .hasCauseInstanceOf(NodeException.class);
        assertThat(store.holds("volume", Bytes.utf8("a"))).isFalse();
    }
}
