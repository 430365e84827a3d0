package io.netfscache.node;

import io.netfscache.node.cache.Cache;
import io.netfscache.node.cache.Caches;
import io.netfscache.node.coherence.Clocks;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.inspect.CacheFigures;
import io.netfscache.node.inspect.Inspection;
import io.netfscache.node.inspect.NodeStatus;
import io.netfscache.node.inspect.RecentReasons;
import io.netfscache.node.inspect.VolumeCounters;
import io.netfscache.node.metadata.JournaledRecords;
import io.netfscache.node.net.Transport;
import io.netfscache.node.server.ClientConnections;
import io.netfscache.node.server.DataRequests;
import io.netfscache.node.server.NodeServer;
import io.netfscache.node.server.NodeServices;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.store.DirectoryStore;
import io.netfscache.node.store.StoreConfig;
import io.netfscache.node.store.StoreLimits;
import io.netfscache.node.store.StoreTrim;
import io.netfscache.node.voters.VoterPeers;
import io.netfscache.node.voters.VoterService;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.View;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * A node inside another program: a cluster of its own, its only member, voter and owner of records, without Hazelcast and
 * without a network port. Other processes of the user reach it through a Unix socket (ADR 11).
 *
 * <p>What it has lent to other processes may outlive it by up to 2 s when it is killed. So its voter is silent at first
 * (COHERENCE 2.4), unless the last node here was closed and every session had ended by itself before that.
 */
public final class EmbeddedNode implements AutoCloseable {
    private static final String UNIX = "unix:";
    private static final Duration LEASE_CHECK = Duration.ofMillis(10);
    private static final int SECRET_BYTES = 32;
    private static final int NEARLY_FULL_PERCENT = 95;

    private final EmbeddedConfig config;
    private final Wiring wiring = new Wiring();
    private final SecureRandom random = wiring.random();
    private final NodeStats stats = new NodeStats();
    private final ClientConnections clients =
            new ClientConnections(ConnectionLimits.DEFAULTS.clients(), wiring.nanoClock());
    private final Closing closing = new Closing();
    private final CompletableFuture<Void> ready = new CompletableFuture<>();

    private final EmbeddedDirectory directory;
    private final DataDirectory locked;
    private final boolean silent;
    private final NodeThreads threads;
    private final Path socket;
    private final NodeServer server;
    private final Caches caches;
    private final LoneMember member;
    private final JournaledRecords records;
    private final NodeCore core;
    private final VoterService voters;
    private final RecentReasons reasons;
    private final VolumeCounters volumes;
    private final CacheFigures figures;
    /** Whether the next node may serve at once. */
    private volatile boolean nothingLent;

    private boolean closed;

    /**
     * Starts a node; takes some ten milliseconds, more when a full cache has to be trimmed.
     *
     * @throws DirectoryInUseException when another process has the directory: it can be reached at {@link #socket}
     * @throws IOException when the directory cannot be used; the message names it and says why. It is as it was before
     */
    public static EmbeddedNode open(EmbeddedConfig config) throws IOException {
        try {
            return new EmbeddedNode(config);
        } catch (IOException e) {
            String message = String.valueOf(e.getMessage());
            if (message.contains(config.directory().toString())) {
                throw e;
            }
            throw new IOException("the cache in " + config.directory() + " cannot be used: " + message, e);
        }
    }

    private EmbeddedNode(EmbeddedConfig config) throws IOException {
        this.config = config;
        boolean started = false;
        try {
            Transport transport = Transport.best();
            directory = EmbeddedDirectory.at(config.directory());
            locked = closing.add(DataDirectory.open(config.directory(), EmbeddedDirectory.CLUSTER, random));
            silent = !directory.takeClosed() && !locked.isNew();
            nothingLent = !silent;
            closing.add(this::markClosed);
            member = new LoneMember(locked.id(), new MemberId(random.nextLong(), random.nextLong()));
            records = closing.add(JournaledRecords.open(
                    directory.journal(), member, this::inTurn, this::forOperators, this::heardSession));
            threads = closing.add(new NodeThreads(transport));
            caches = closing.add(openCaches());
            socket = directory.makeSocket(config.runtimeDirectories());
            closing.add(() -> Files.deleteIfExists(socket));
            server = closing.add(NodeServer.bindUnix(transport, threads.loops(), socket));
            Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
            locked.joined();
            reasons = new RecentReasons(wiring.nanoClock());
            volumes = new VolumeCounters(wiring.nanoClock());
            figures = new CacheFigures(caches, threads.disk(), wiring.nanoClock());
            core = core();
            member.answerWith(core);
            voters = new VoterService(voterGround(), core.voter());
            begin();
            started = true;
        } finally {
            if (!started) {
                closing.closeAll();
            }
        }
    }

    private Caches openCaches() throws IOException {
        CacheConfig cache =
                CacheConfig.ofNode(config.directory(), config.maxBytes(), StoreLimits.DEFAULT_BSTOP_PERCENT);
        if (records.beganAnew()) {
            StoreTrim.everything(cache.directory());
        }
        return Caches.open(
                List.of(cache),
                new Cache.Ground(this::openStore, threads.disk(), threads.alarms(), wiring.nanoClock()));
    }

    private BackingStore openStore(CacheConfig cache, boolean trusted) throws IOException {
        if (!trusted) {
            DirectoryStore.distrust(cache.directory());
        }
        long atMost = StoreTrim.oldest(cache.directory(), cache.maxBytes()).left();
        StoreConfig storeConfig = new StoreConfig(
                cache.directory(),
                Limits.DEFAULT_CHUNK_BYTES,
                cache.bstopPercent(),
                NodeLimits.EMBEDDED_OPEN_CHUNKS,
                cache.maxBytes());
        return DirectoryStore.open(storeConfig, atMost, threads.disk(), wiring.nanoClock());
    }

    private NodeCore core() {
        NodeCore.Ground ground = new NodeCore.Ground(
                locked.id(),
                member,
                member,
                records,
                records,
                records,
                caches,
                threads.disk(),
                new Clocks(wiring.nanoClock(), wiring.wallMillis()),
                threads.alarms(),
                random);
        return new NodeCore(ground, stats, Rules.ALL);
    }

    private void heardSession(SessionId session) {
        core.watch().heard(session);
    }

    private void inTurn(Runnable task) {
        threads.records().execute(task);
    }

    private void forOperators(Runnable look) {
        threads.operators().execute(look);
    }

    private void markClosed() throws IOException {
        if (nothingLent) {
            directory.putClosed();
        }
    }

    private void begin() {
        VoterSet alone = new VoterSet(locked.id().high(), 1, List.of(locked.id()));
        if (silent) {
            core.voter().resume(alone);
        } else {
            core.voter().found(alone);
        }
        nothingLent = false;
        clients.views().update(List.of(self()));
        server.serve(services(), stats);
        core.start();
        checkLease();
    }

    private View.Member self() {
        return new View.Member(locked.id(), UNIX + socket, 0, 1);
    }

    private void checkLease() {
        if (core.lease().held()) {
            ready.complete(null);
        } else {
            threads.alarms().after(LEASE_CHECK.toNanos(), this::checkLease);
        }
    }

    /** Nobody else is a member, so nobody knows the secret of members. */
    private NodeServices services() {
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        NodeFigures.addTo(stats, caches);
        Inspection inspection = new Inspection(
                records, core.lease(), core.objects(), core.sessions(), figures, reasons, stats, volumes);
        return new NodeServices(
                locked.id(),
                Limits.DEFAULT_CHUNK_BYTES,
                () -> Bytes.of(secret),
                new DataRequests(
                        core.objects(), caches, threads.disk(), Limits.DEFAULT_CHUNK_BYTES, stats, reasons, volumes),
                core.holdings(),
                caches,
                core.metadata(),
                core.fences(),
                core.voter(),
                voters,
                core.sessions(),
                clients,
                inspection,
                this::status,
                stats);
    }

    /** It never takes part in anything: its set has no other voter and is the same at each start. */
    private VoterService.Ground voterGround() {
        return new VoterService.Ground(
                locked.id(),
                config.directory(),
                new Nobody(),
                threads.turns(),
                threads.alarms(),
                wiring.nanoClock(),
                random);
    }

    private Map<String, String> status() {
        return new NodeStatus()
                .with("health", health())
                .with("nodeId", id())
                .with("software", ClusterNode.SOFTWARE)
                .with("embedded", "in process " + ProcessHandle.current().pid())
                .with("lease", core.lease().held() ? "held" : "not held")
                .with("sessions", core.sessions().size())
                .with(figures.list())
                .with("cacheDirectory", config.directory())
                .with(Runtime.getRuntime())
                .entries();
    }

    private String health() {
        if (!core.lease().held()) {
            return silent
                    ? "not serving yet: the last process here was killed, and what it had lent to others has to run out"
                    : "no lease";
        }
        long percent = caches.presentBytes() * 100 / config.maxBytes();
        return percent < NEARLY_FULL_PERCENT
                ? "healthy"
                : "nearly full: what has not been used for longest is dropped at the next start";
    }

    /** Where the node of that directory is to be reached, if one runs. */
    public static Path socket(Path directory) throws IOException {
        return EmbeddedDirectory.socket(directory);
    }

    /** Where this node is to be reached. */
    public Path socket() {
        return socket;
    }

    public NodeId id() {
        return locked.id();
    }

    /** Whether it may not serve for 2 s after its start, because the last node here was killed. */
    public boolean isSilentAtFirst() {
        return silent;
    }

    /** Waits until the node holds a lease; whether it does. */
    public boolean awaitReady(Duration atMost) throws InterruptedException {
        try {
            ready.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (TimeoutException | ExecutionException e) {
            return false;
        }
    }

    /** Asks the sessions of other processes to leave, stops serving and leaves everything on disk. Idempotent. */
    @Override
    public void close() {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        core.lease().close();
        boolean dismissed = server.dismiss("the process with the cache ends", NodeLimits.DISMISSAL);
        nothingLent = dismissed && (!silent || ready.isDone());
        closing.closeAll();
    }

    /** There are no others. */
    private final class Nobody implements VoterPeers {
        @Override
        public List<Seen> members() {
            return List.of(new Seen(id(), UNIX + socket, true));
        }

        @Override
        public <T extends Frame> CompletionStage<T> ask(NodeId node, Frame question, Class<T> answer) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_NODES));
        }
    }
}
