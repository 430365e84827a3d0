package io.netfscache.node;

import io.netfscache.node.cache.Stores;
import io.netfscache.node.coherence.AnswerGuard;
import io.netfscache.node.coherence.Clocks;
import io.netfscache.node.coherence.FenceReceiver;
import io.netfscache.node.coherence.GenerationSource;
import io.netfscache.node.coherence.KnownVolume;
import io.netfscache.node.coherence.KnownVolumes;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.NodeLease;
import io.netfscache.node.coherence.Peers;
import io.netfscache.node.coherence.QuorumFences;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.VerifiedObjects;
import io.netfscache.node.coherence.Voter;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.Records;
import io.netfscache.node.metadata.SessionRecords;
import io.netfscache.node.metadata.VolumeRecord;
import io.netfscache.node.server.DisabledObjects;
import io.netfscache.node.server.FenceApplier;
import io.netfscache.node.server.Holders;
import io.netfscache.node.server.IdleRecords;
import io.netfscache.node.server.LeftoverFences;
import io.netfscache.node.server.MetadataRequests;
import io.netfscache.node.server.ObjectHoldings;
import io.netfscache.node.server.RetiredRecords;
import io.netfscache.node.session.LostMarks;
import io.netfscache.node.session.SessionReaper;
import io.netfscache.node.session.SessionReports;
import io.netfscache.node.session.SessionWatch;
import io.netfscache.node.session.Sessions;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * All of a node that decides: voter, lease, fences, verification, sessions and the requests about records, put together.
 * Sockets, Hazelcast, the disk, clocks and threads come in from outside, so that a simulator runs exactly this.
 */
public final class NodeCore {
    /**
     * What a node stands on.
     *
     * @param self the node's persistent id
     * @param local the records that this node owns
     * @param disk runs what blocks on the stores
     * @param random safe for use by many threads
     */
    public record Ground(
            NodeId self,
            Membership membership,
            Peers peers,
            Records records,
            SessionRecords sessionRecords,
            LocalRecords local,
            Stores stores,
            Executor disk,
            Clocks clocks,
            Timer timer,
            RandomGenerator random) {
        /** Without session records, and without upkeep of the records that this node owns. */
        public Ground(
                NodeId self,
                Membership membership,
                Peers peers,
                Records records,
                BackingStore store,
                Executor disk,
                Clocks clocks,
                Timer timer,
                RandomGenerator random) {
            this(
                    self,
                    membership,
                    peers,
                    records,
                    SessionRecords.NONE,
                    LocalRecords.NONE,
                    Stores.of(store),
                    disk,
                    clocks,
                    timer,
                    random);
        }
    }

    private final LocalRecords local;
    private final Voter voter;
    private final NodeLease lease;
    private final Sessions sessions;
    private final VerifiedObjects objects;
    private final FenceReceiver fences;
    private final MetadataRequests metadata;
    private final ObjectHoldings holdings;
    private final LeftoverFences leftovers;
    private final DisabledObjects disabled;
    private final IdleRecords idle;
    private final RetiredRecords retired;
    private final SessionReports reports;
    private final SessionWatch watch;
    private final SessionReaper reaper;
    private final LostMarks lostMarks;

    /** Nothing runs before {@link #start}. */
    public NodeCore(Ground ground, NodeStats stats, Rules rules) {
        Clocks clocks = ground.clocks();
        RandomGenerator random = ground.random();
        local = ground.local();
        voter = new Voter(
                ground.self(),
                ground.membership(),
                clocks.nanos(),
                random.nextLong() | 1,
                NodeLimits.REMEMBERED_FENCES,
                rules);
        lease = new NodeLease(
                ground.self(),
                voter::voters,
                ground.membership(),
                ground.peers(),
                this::applyRetained,
                clocks,
                ground.timer(),
                stats,
                rules);
        AnswerGuard answers = new AnswerGuard(lease, clocks.nanos(), stats, rules);
        Records records = ground.records();
        KnownVolumes volumes = new KnownVolumes(
                lease, answers, key -> records.lookUpVolume(key).thenApply(found -> found.map(NodeCore::known)));
        objects = new VerifiedObjects(lease, answers, cookie -> current(records, volumes, cookie), stats, rules);
        long firstEpoch = clocks.wallMillis().getAsLong() << 16;
        sessions = new Sessions(lease, ground.timer(), clocks.nanos(), stats, firstEpoch, rules);
        GenerationSource generations = new GenerationSource(clocks.wallMillis(), random);
        FenceApplier applier = new FenceApplier(
                answers,
                objects,
                volumes,
                generations,
                ground.stores(),
                sessions,
                ground.disk(),
                ground.timer(),
                clocks.nanos(),
                stats);
        fences = new FenceReceiver(voter, lease, ground.membership(), applier);
        QuorumFences rounds =
                new QuorumFences(voter::voters, ground.peers(), ground.timer(), clocks, random, stats, rules);
        metadata = new MetadataRequests(
                records,
                ground.sessionRecords(),
                volumes,
                sessions,
                rounds,
                answers,
                generations,
                random,
                rules,
                ground.membership()::hasCache,
                ground.stores().usual());
        holdings = new ObjectHoldings(sessions, ground.stores(), ground.disk());
        leftovers = new LeftoverFences(ground.local(), metadata, lease, ground.timer(), clocks.nanos(), rules);
        Holders holders = new Holders(ground.peers());
        disabled =
                new DisabledObjects(ground.local(), records, holders, metadata, lease, ground.timer(), clocks.nanos());
        idle = new IdleRecords(
                ground.local(), records, holders, metadata, lease, ground.timer(), clocks.nanos(), generations::hours);
        retired = new RetiredRecords(ground.local(), holders, lease, ground.timer(), clocks.nanos());
        reports = new SessionReports(sessions, ground.sessionRecords(), ground.timer());
        watch = new SessionWatch(lease, clocks.nanos(), rules);
        reaper = new SessionReaper(
                ground.local(), ground.sessionRecords(), watch, metadata::reap, ground.timer(), rules);
        SessionWatch unknown = new SessionWatch(lease, clocks.nanos(), rules);
        lostMarks =
                new LostMarks(ground.local(), ground.sessionRecords(), unknown, metadata::reap, ground.timer(), rules);
    }

    private void applyRetained(Fence fence) {
        fences.retained(fence);
    }

    /** Begins to ask for the lease, to forget sessions that are gone, and to see to the records that this node owns. */
    public void start() {
        lease.start();
        sessions.start();
        reports.start();
        leftovers.start();
        disabled.start();
        idle.start();
        retired.start();
        reaper.start();
        lostMarks.start();
    }

    private static KnownVolume known(VolumeRecord record) {
        return new KnownVolume(record.key(), record.generation(), record.coherency(), record.cacheName());
    }

    /** The object as the owner of its record has it, with the volume's generation in it. */
    private static CompletionStage<Optional<ObjectIdentity>> current(
            Records records, KnownVolumes volumes, CookieId cookie) {
        return records.lookUp(cookie).thenCompose(found -> {
            if (found.isEmpty()) {
                return CompletableFuture.completedFuture(Optional.empty());
            }
            CookieRecord record = found.get();
            if (record.disabled()) {
                throw NodeException.notCached(Reason.DISABLED_BY_DIO_WRITE);
            }
            return volumes.find(record.volumeKey()).thenApply(volume -> volume.map(known -> identity(record, known)));
        });
    }

    private static ObjectIdentity identity(CookieRecord record, KnownVolume volume) {
        return new ObjectIdentity(
                record.volumeKey(),
                record.objectKey(),
                new ObjectGeneration(volume.generation(), record.generation()),
                record.coherency().objectSize(),
                record.coherency().aux(),
                volume.coherency(),
                volume.cacheName());
    }

    /** The records that this node owns. */
    public LocalRecords localRecords() {
        return local;
    }

    public Voter voter() {
        return voter;
    }

    public NodeLease lease() {
        return lease;
    }

    /** Is to be told of sessions that are alive and have their record here. */
    public SessionWatch watch() {
        return watch;
    }

    public Sessions sessions() {
        return sessions;
    }

    public VerifiedObjects objects() {
        return objects;
    }

    public FenceReceiver fences() {
        return fences;
    }

    public MetadataRequests metadata() {
        return metadata;
    }

    /** What this node itself has to do with objects. */
    public ObjectHoldings holdings() {
        return holdings;
    }
}
