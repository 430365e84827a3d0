package io.netfscache.node;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.admin.AdminPages;
import io.netfscache.node.admin.AdminServer;
import io.netfscache.node.admin.NodeMetrics;
import io.netfscache.node.admin.Readiness;
import io.netfscache.node.cache.Cache;
import io.netfscache.node.cache.Caches;
import io.netfscache.node.coherence.Clocks;
import io.netfscache.node.inspect.CacheFigures;
import io.netfscache.node.inspect.Inspection;
import io.netfscache.node.inspect.NodeStatus;
import io.netfscache.node.inspect.RecentReasons;
import io.netfscache.node.inspect.VolumeCounters;
import io.netfscache.node.metadata.ClusterMember;
import io.netfscache.node.metadata.Founding;
import io.netfscache.node.metadata.HazelcastLocalRecords;
import io.netfscache.node.metadata.HazelcastRecords;
import io.netfscache.node.metadata.HazelcastSettings;
import io.netfscache.node.metadata.Members;
import io.netfscache.node.metadata.SessionMap;
import io.netfscache.node.net.AddressText;
import io.netfscache.node.net.HostNames;
import io.netfscache.node.net.Transport;
import io.netfscache.node.peer.PeerDirectory;
import io.netfscache.node.peer.PeerLinks;
import io.netfscache.node.server.ClientConnections;
import io.netfscache.node.server.DataRequests;
import io.netfscache.node.server.NodeServer;
import io.netfscache.node.server.NodeServices;
import io.netfscache.node.store.BackingStore;
import io.netfscache.node.voters.ClusterEntry;
import io.netfscache.node.voters.NewsOfVoters;
import io.netfscache.node.voters.VoterPeers;
import io.netfscache.node.voters.VoterService;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.View;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node of the cluster: puts the parts together.
 * The order of the start: data directory, data port (so that others can be told of it), admin port (so that probes are answered
 * while members that hang are waited for), backing store, membership; when a quorum of members is there the peer secret, and the port opens; when the voters are known ({@link ClusterEntry}) it asks
 * for the lease; with the lease it is ready.
 *
 * <p><b>Length.</b> It is one class over 400 lines because it decides nothing: the constructor is the list of parts in the order
 * of the start, {@link Closing} closes them in the opposite one, and each private method says what one part is given. Some
 * parts need each other - peers answer with the core, which asks through the peers; the voters see the members, who are told to
 * them - so a part that comes later is reached through a method or an inner class here, and only here. To be read from the
 * constructor, with {@link #open} and {@link #membersChanged} for what happens later. What a node decides is in {@link
 * NodeCore}; how it gets to its first lease, comes back after an eviction and stands with its voters in {@link NodeStart},
 * {@link ClusterSeat} and {@link NodeStanding}.
 */
public final class ClusterNode implements AutoCloseable {
    /** Name and version of this program, as peers and logs see it. */
    public static final String SOFTWARE = "netfs-cache 0.1.0";

    private static final Logger log = LoggerFactory.getLogger(ClusterNode.class);

    private final NodeConfig config;
    private final Tampering tampering;
    private final SecureRandom random = new Wiring().random();
    private final LongSupplier nanoClock;
    private final long startedNanos;
    private final NodeStats stats = new NodeStats();
    private final RecentReasons reasons;
    private final VolumeCounters volumes;
    private final ClientConnections clients;
    private final Closing closing = new Closing();

    private final DataDirectory directory;
    private final NodeThreads threads;
    private final NodeServer server;
    private final Caches caches;
    private final ClusterMember member;
    private final NodeCore core;
    private final ClusterSeat seat;
    private final Members members;
    private final PeerLinks peers;
    private final VoterService voters;
    private final ClusterEntry entry;
    private final NodeStanding standing;
    private final NodeStart start;
    private final CacheFigures figures;
    private final NodeServices services;
    private final Readiness readiness;
    private final AdminServer admin;

    /**
     * Starts a node; blocks until it has joined those members that answer, about 5 s.
     *
     * @throws IOException when the data directory or a port cannot be had; the message says which and why
     */
    public static ClusterNode start(NodeConfig config) throws IOException {
        return start(config, Tampering.none());
    }

    /** As {@link #start(NodeConfig)}, with what a proof does to it. */
    public static ClusterNode start(NodeConfig config, Tampering tampering) throws IOException {
        return new ClusterNode(config, tampering);
    }

    /** As {@link #start(NodeConfig)}, on what {@code disturbed} makes of the store: tests break disks with it. */
    static ClusterNode start(NodeConfig config, UnaryOperator<BackingStore> disturbed) throws IOException {
        return start(config, Tampering.none().with(disturbed));
    }

    private ClusterNode(NodeConfig config, Tampering tampering) throws IOException {
        this.config = config;
        this.tampering = tampering;
        this.nanoClock = tampering.nanos();
        this.startedNanos = nanoClock.getAsLong();
        this.reasons = new RecentReasons(nanoClock);
        this.volumes = new VolumeCounters(nanoClock);
        this.clients = new ClientConnections(config.limits().clients(), nanoClock);
        boolean started = false;
        try {
            Transport transport = Transport.best();
            directory = closing.add(DataDirectory.open(config.dataDirectory(), config.clusterName(), random));
            threads = closing.add(new NodeThreads(transport));
            // Answers until the records are handed over and the caches are closed.
            Closing.Place adminPlace = closing.add(new Closing.Place());
            server = NodeServer.bind(transport, threads.loops(), config.listen(), config.limits());
            admin = adminPlace.take(AdminServer.start(transport, threads.loops(), config.admin(), threads::answer));
            admin.limit(config.limits().admin());
            caches = closing.add(openCaches());
            member = closing.add(joinCluster());
            closing.add(server);
            HazelcastRecords records = new HazelcastRecords(
                    member::hazelcast, threads.timer(), threads.loops(), nanoClock, tampering.rules());
            peers = closing.add(new PeerLinks(
                    transport,
                    threads.loops(),
                    new HostNames(threads.names()),
                    directory.id(),
                    new MemberDirectory(),
                    SOFTWARE,
                    new Local()));
            core = core(records);
            seat = new ClusterSeat(member, core, threads, tampering.rules(), this::cameBack);
            VoterService.Ground ground = voterGround();
            voters = new VoterService(ground, core.voter());
            start = new NodeStart(directory, member::hazelcast, threads, random, core);
            entry = entry(ground);
            standing = new NodeStanding(directory.id(), core, voters, entry, member, this::memberNodes);
            figures = new CacheFigures(caches, threads.disk(), nanoClock);
            NodeFigures.addTo(stats, caches, figures, core.lease(), this::uptimeSeconds);
            Inspection inspection = inspection(figures);
            services = services(inspection);
            readiness = new Readiness(standing, threads.operators());
            AdminPages pages = adminPages(inspection);
            members = closing.add(new Members(member.hazelcast(), config.quorum(), this::membersChanged));
            members.announce();
            admin.answer(pages);
            started = true;
        } finally {
            if (!started) {
                closing.closeAll();
            }
        }
        start.begin(this::open);
    }

    private Caches openCaches() throws IOException {
        NodeStores stores = new NodeStores(config, threads.disk(), nanoClock);
        Cache.Opener opener = (cache, trusted) -> tampering.store().apply(stores.open(cache, trusted));
        return Caches.open(config.caches(), new Cache.Ground(opener, threads.disk(), threads.alarms(), nanoClock));
    }

    private ClusterMember joinCluster() throws IOException {
        InetSocketAddress advertised = config.advertised(server.address());
        try {
            return ClusterMember.join(() -> SessionMap.addTo(HazelcastSettings.of(config, directory.id(), advertised)));
        } catch (RuntimeException e) {
            throw new IOException(
                    "cannot take part in the cluster on " + AddressText.of(config.member())
                            + " (member port, --member): " + Reasons.of(NodeException.unwrap(e)),
                    e);
        }
    }

    private void cameBack(HazelcastInstance hazelcast) {
        members.moveTo(hazelcast);
        members.announce();
    }

    ClusterSeat seat() {
        return seat;
    }

    private List<View.Member> memberNodes() {
        return members.nodes();
    }

    private NodeCore core(HazelcastRecords records) {
        NodeCore.Ground ground = new NodeCore.Ground(
                directory.id(),
                member,
                new NewsOfVoters(peers, this::askNewer),
                records,
                records,
                new HazelcastLocalRecords(
                        member::hazelcast, threads.cluster(), threads.operators(), config.maxRecords()),
                caches,
                threads.disk(),
                new Clocks(nanoClock, tampering.wallMillis()),
                threads.alarms(),
                random);
        return new NodeCore(ground, stats, tampering.rules());
    }

    private Inspection inspection(CacheFigures cacheFigures) {
        return new Inspection(
                core.localRecords(),
                core.lease(),
                core.objects(),
                core.sessions(),
                cacheFigures,
                reasons,
                stats,
                volumes);
    }

    private AdminPages adminPages(Inspection inspection) {
        NodeMetrics metrics = closing.add(new NodeMetrics(stats, volumes, SOFTWARE, id().toString()));
        metrics.addCaches(figures);
        return new AdminPages(
                threads::answer, readiness, core.lease()::held, this::status, stats::report, metrics, inspection);
    }

    private NodeServices services(Inspection inspection) {
        return new NodeServices(
                directory.id(),
                config.chunkBytes(),
                start::secret,
                new DataRequests(core.objects(), caches, threads.disk(), config.chunkBytes(), stats, reasons, volumes),
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

    private void membersChanged(List<View.Member> nodes) {
        log.atInfo().log("{} of {} nodes are members", nodes.size(), config.clusterSize());
        clients.views().update(nodes);
        Set<NodeId> others = nodes.stream()
                .map(View.Member::id)
                .filter(id -> !id.equals(id()))
                .collect(Collectors.toUnmodifiableSet());
        peers.membersChanged(others);
        if (start.isReady()) {
            start.membersChanged();
            voters.membersChanged();
        }
    }

    private VoterService.Ground voterGround() {
        return new VoterService.Ground(
                directory.id(), directory.path(), new Others(), threads.turns(), threads.alarms(), nanoClock, random);
    }

    private ClusterEntry entry(VoterService.Ground ground) {
        return new ClusterEntry(
                ground,
                voters,
                config.foundingVoters(),
                config.quorum(),
                candidate -> Founding.agree(member.hazelcast(), candidate),
                directory.isNew(),
                core.lease()::held,
                start);
    }

    /** The port opens before the voters are known: members of no cluster yet have to tell each other so. */
    private void open() {
        server.serve(services, stats);
        entry.start();
        seat.keep(nanoClock);
    }

    private void askNewer(NodeId voter) {
        voters.askNewer(voter);
    }

    private Map<String, String> status() {
        return new NodeStatus()
                .with(standing.status().entries())
                .with("leaseHeldSeconds", core.lease().heldNanos() / 1_000_000_000)
                .with("nodeId", id())
                .with("software", SOFTWARE)
                .with("clusterName", config.clusterName())
                .with("dataAddress", AddressText.of(config.advertised(dataAddress())))
                .with("adminAddress", AddressText.of(adminAddress()))
                .with("members", members.size() + " of " + config.clusterSize())
                .with("membersNeeded", config.quorum())
                .with("connections", server.connections())
                .with("sessions", core.sessions().size())
                .with("uptimeSeconds", uptimeSeconds())
                .with(figures.list())
                .with(Runtime.getRuntime())
                .entries();
    }

    private long uptimeSeconds() {
        return (nanoClock.getAsLong() - startedNanos) / 1_000_000_000;
    }

    /** Why this node is not ready, for people. */
    public String waitingFor() {
        return standing.status().health();
    }

    /**
     * Waits until the node holds a lease, which takes a quorum of members and of voters; whether it does.
     *
     * @throws IOException when it must not be in this cluster; the message says why and what to do, the caller closes it
     */
    public boolean awaitReady(Duration atMost) throws IOException, InterruptedException {
        return start.awaitReady(atMost);
    }

    /**
     * Waits until the node has been closed.
     *
     * @throws IOException when it turns out that it must not be in this cluster; the caller closes it
     */
    public void awaitEnd() throws IOException, InterruptedException {
        start.awaitEnd();
    }

    public NodeId id() {
        return directory.id();
    }

    /** Where the data port listens. */
    public InetSocketAddress dataAddress() {
        return server.address();
    }

    public InetSocketAddress adminAddress() {
        return admin.address();
    }

    /** Where clients and peers are told to find the data port. */
    public InetSocketAddress advertisedAddress() {
        return config.advertised(server.address());
    }

    /** Takes effect at once, for the connections and frames that come from now on. */
    public void limit(ConnectionLimits limits) {
        server.limit(limits);
        clients.limit(limits.clients());
        admin.limit(limits.admin());
    }

    /** Members of the cluster that this node sees now. */
    public int memberCount() {
        return members.size();
    }

    /** Stops serving, hands the records over to other members, and marks the store as cleanly closed. Idempotent. */
    @Override
    public void close() {
        boolean first = readiness.leave();
        long began = nanoClock.getAsLong();
        if (first) {
            log.atInfo().log("this node leaves: it serves nothing from here on");
        }
        core.lease().close();
        closing.closeAll();
        start.end();
        if (first) {
            log.atInfo().log(
                    "this node has left, {} ms after it began: its caches are closed",
                    TimeUnit.NANOSECONDS.toMillis(nanoClock.getAsLong() - began));
        }
    }

    private final class Others implements VoterPeers {
        @Override
        public List<Seen> members() {
            return members.inJoinOrder().stream()
                    .map(joined -> new Seen(
                            joined.node().id(),
                            AddressText.of(joined.node().host(), joined.node().port()),
                            joined.self()))
                    .toList();
        }

        @Override
        public <T extends Frame> CompletionStage<T> ask(NodeId node, Frame question, Class<T> answer) {
            return peers.ask(node, question, answer);
        }
    }

    private final class Local implements PeerLinks.Local {
        @Override
        public CompletionStage<FenceAck> fence(Fence fence) {
            return core.fences().receive(fence);
        }

        @Override
        public RenewAck renew(Renew renew) {
            return core.voter().renew(renew);
        }

        @Override
        public CompletionStage<HoldingsReport> holdings(Holdings question) {
            return core.holdings().report(question);
        }
    }

    private final class MemberDirectory implements PeerDirectory {
        @Override
        public List<View.Member> members() {
            return members.nodes();
        }

        @Override
        public Bytes secret() {
            return start.secret();
        }
    }
}
