package io.netfscache.internal;

import io.netfscache.CacheChange;
import io.netfscache.CacheException;
import io.netfscache.CacheInfo;
import io.netfscache.ClientConfig;
import io.netfscache.ClusterAdmin;
import io.netfscache.CookieInfo;
import io.netfscache.Explanation;
import io.netfscache.NodeReport;
import io.netfscache.ObjectHolding;
import io.netfscache.VolumeInfo;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.View;
import io.netfscache.protocol.Voters;
import io.netfscache.protocol.WithdrawCache;
import java.net.SocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** An operator's connection to one node, and from there to all nodes of the view. */
public final class AdminConnection implements ClusterAdmin {
    private final Dialer dialer;
    private final Nodes nodes;
    private final CompletableFuture<View> view = new CompletableFuture<>();
    private final Connection connection;

    private AdminConnection(ClientConfig config, EventLoops loops) throws CacheException {
        RandomGenerator random = Wiring.random();
        SessionId id = new SessionId(random.nextLong(), random.nextLong());
        this.dialer = new Dialer(loops, config, id, new Counters());
        this.nodes = new Nodes(dialer, Wiring.clock(), random);
        this.connection = first(dialer, config.servers(), new Watcher());
        nodes.view(Async.await(view, Limits.READ_DEADLINE, "the view of node " + connection.node()));
    }

    /** @throws CacheException ENOBUFS when none of the servers answers */
    public static AdminConnection open(ClientConfig config) throws CacheException {
        EventLoops loops = Wiring.eventLoops(config.ioThreads());
        boolean opened = false;
        try {
            AdminConnection made = new AdminConnection(config, loops);
            opened = true;
            return made;
        } finally {
            if (!opened) {
                loops.close();
            }
        }
    }

    private static Connection first(Dialer dialer, List<SocketAddress> servers, Connection.Peer peer)
            throws CacheException {
        CacheException last = null;
        for (SocketAddress server : servers) {
            try {
                return Async.await(dialer.open(server, peer), Limits.CONNECT_DEADLINE.multipliedBy(2), "connecting");
            } catch (CacheException e) {
                last = e;
            }
        }
        throw last == null ? new CacheException(ErrorCode.ENOBUFS, Reason.NO_NODES, "no servers") : last;
    }

    @Override
    public List<NodeReport> nodes() {
        return new NodeReports(nodes).ask();
    }

    @Override
    public List<String> replaceVoter(String lost, String replacement) throws CacheException {
        CompletableFuture<Voters> answer =
                connection.request(new ReplaceVoter(lost, replacement), Voters.class, Limits.INVALIDATE_DEADLINE);
        return Async.await(answer, Limits.INVALIDATE_DEADLINE, "replacing a voter").voters().stream()
                .map(NodeId::toString)
                .toList();
    }

    @Override
    public List<VolumeInfo> volumes(int limit) throws CacheException {
        return new RecordLists(nodes).volumes(limit);
    }

    @Override
    public List<CookieInfo> cookies(String volumeKey, int limit) throws CacheException {
        return new RecordLists(nodes).cookies(volumeKey, limit);
    }

    @Override
    public List<CacheInfo> caches() {
        return explainer().caches();
    }

    @Override
    public List<CacheChange> withdrawCache(String name, @Nullable String node) throws CacheException {
        return new CacheChanges(nodes).ask(new WithdrawCache(name, false), node);
    }

    @Override
    public List<CacheChange> resumeCache(String name, @Nullable String node) throws CacheException {
        return new CacheChanges(nodes).ask(new WithdrawCache(name, true), node);
    }

    @Override
    public Explanation explain(String volumeKey, byte[] objectKey) {
        return explainer().explain(volumeKey, objectKey);
    }

    @Override
    public List<ObjectHolding> inUse(String volumeKey, byte[] objectKey) throws CacheException {
        return new ObjectHoldings(nodes, volumeKey, objectKey).find();
    }

    @Override
    public List<ObjectHolding> cull(String volumeKey, byte[] objectKey) throws CacheException {
        return new ObjectHoldings(nodes, volumeKey, objectKey).cull();
    }

    private Explainer explainer() {
        return new Explainer(nodes, connection.chunkBytes());
    }

    @Override
    public void close() {
        CacheException why = new CacheException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the client is closed");
        connection.close(why);
        nodes.close(why);
        dialer.close(Wiring.clock(), Wiring.clock().getAsLong() + ClientLimits.CLOSE_DEADLINE.toNanos());
    }

    /** Waits for the first view; later ones change nothing for one question. */
    private final class Watcher implements Connection.Peer {
        @Override
        public void pushed(Connection from, long requestId, Frame frame) {
            @Nullable View pushed = frame instanceof View seen ? seen : null;
            if (pushed != null) {
                view.complete(pushed);
            }
        }

        @Override
        public void closed(Connection gone, CacheException why) {
            view.completeExceptionally(why);
        }
    }
}
