package io.netfscache.node.server;

import io.netfscache.node.NodeStats;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.GenerationSource;
import io.netfscache.node.coherence.KnownVolume;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.coherence.ManualTime;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.TestLease;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.JournaledRecords;
import io.netfscache.node.session.SessionLink;
import io.netfscache.node.session.Sessions;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.ByteRange;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.OperationId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The requests about records of a node that owns them all, with peers that say what they hold. */
final class RecordsFixture implements AutoCloseable {
    static final String VOLUME = "volume";
    static final SessionId SESSION = new SessionId(7, 7);
    private static final MemberId SELF = new MemberId(1, 1);

    final ManualTime time = new ManualTime();
    final TestLease lease = new TestLease();
    final HoldingPeers peers = new HoldingPeers();
    final List<Fence> fences = new ArrayList<>();
    final JournaledRecords records;
    final Holders holders = new Holders(peers);
    final Sessions sessions;
    final MetadataRequests requests;
    int hours = 500_000;
    /** What comes of carrying a fence. */
    CompletableFuture<Void> carried = CompletableFuture.completedFuture(null);

    private long operations;

    final SessionLink link = new Silent();

    RecordsFixture(Path directory) throws IOException {
        NodeStats stats = new NodeStats();
        records = JournaledRecords.open(
                directory.resolve("records.journal"), new Alone(), Runnable::run, Runnable::run, session -> {});
        AnswerGuard answers = new AnswerGuard(lease, time::nanos, stats, Rules.ALL);
        KnownVolumes volumes = new KnownVolumes(
                lease,
                answers,
                key -> records.lookUpVolume(key)
                        .thenApply(found -> found.map(record -> new KnownVolume(
                                record.key(), record.generation(), record.coherency(), record.cacheName()))));
        sessions = new Sessions(lease, time, time::nanos, stats, 1, Rules.ALL);
        GenerationSource generations = new GenerationSource(() -> hours * 3_600_000L, new Random(1));
        requests = new MetadataRequests(
                records,
                records,
                volumes,
                sessions,
                fence -> {
                    fences.add(fence);
                    return carried;
                },
                answers,
                generations,
                new Random(2),
                Rules.ALL,
                cache -> true,
                "usual");
        sessions.open(SESSION, link);
        get(requests.acquireVolume(SESSION, new AcquireVolume(operation(), VOLUME, "", Bytes.utf8("v"))));
    }

    private static final class Alone implements Membership {
        @Override
        public MemberId self() {
            return SELF;
        }

        @Override
        public long joined(MemberId member) {
            return 1;
        }

        @Override
        public MemberList list() {
            return new MemberList(1, Set.of(SELF));
        }
    }

    private static final class Silent implements SessionLink {
        @Override
        public CompletionStage<FenceAck> push(Fence fence) {
            return CompletableFuture.completedFuture(FenceAck.confirmed(fence.round()));
        }

        @Override
        public void supersede() {
            throw new AssertionError("there is one connection");
        }
    }

    static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }

    OperationId operation() {
        return new OperationId(1, ++operations);
    }

    static CookieId id(String key) {
        return CookieId.of(VOLUME, Bytes.utf8(key).toArray());
    }

    CookieReply use(String key, boolean willModify, long sequence) {
        return (CookieReply) get(startUse(key, willModify, sequence));
    }

    CompletableFuture<Frame> startUse(String key, boolean willModify, long sequence) {
        return requests.use(
                        SESSION,
                        new Use(operation(), VOLUME, Bytes.utf8(key), Bytes.utf8("aux"), 20_000, willModify, sequence))
                .toCompletableFuture();
    }

    CookieReply change(Change.Kind kind, String key, ObjectGeneration base, boolean dioWrite, ByteRange range) {
        return (CookieReply) get(requests.change(
                SESSION,
                new Change(
                        operation(), kind, VOLUME, Bytes.utf8(key), base, Bytes.EMPTY, true, 20_000, dioWrite, range)));
    }

    /** As a client does that uses the object: its mark goes with it. */
    CookieReply dioWriteBy(SessionId session, String key, long sequence) {
        return (CookieReply) get(requests.change(
                session,
                new Change(
                        operation(),
                        Change.Kind.INVALIDATE,
                        VOLUME,
                        Bytes.utf8(key),
                        ObjectGeneration.NONE,
                        Bytes.EMPTY,
                        true,
                        20_000,
                        true,
                        ByteRange.ALL,
                        sequence)));
    }

    CookieReply dioWrite(String key) {
        return change(Change.Kind.INVALIDATE, key, ObjectGeneration.NONE, true, ByteRange.ALL);
    }

    void unuse(String key, long sequence, boolean modified) {
        get(startUnuse(key, sequence, modified));
    }

    CompletableFuture<Frame> startUnuse(String key, long sequence, boolean modified) {
        return requests.unuse(SESSION, new Unuse(List.of(new Unuse.Mark(id(key), sequence, modified))))
                .toCompletableFuture();
    }

    CookieRecord record(String key) {
        return get(records.cookie(id(key))).orElseThrow();
    }

    @Override
    public void close() throws IOException {
        records.close();
    }
}
