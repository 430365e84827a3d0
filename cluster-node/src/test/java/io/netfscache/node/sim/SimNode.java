package io.netfscache.node.sim;

import io.netfscache.node.NodeCore;
import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.Peers;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.node.store.ObjectIdentity;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.HoldingsReport;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A node: the production core on simulated ground. Requests for bytes take the steps of {@code DataRequests}, which is
 * bound to sockets.
 */
final class SimNode implements Membership, Peers {
    private static final long PEER_DEADLINE = 5_000_000_000L;
    private static final long QUICK_DISK = 300_000;
    private static final long SLOW_DISK = 400_000_000;
    private static final double SLOW = 0.02;

    private final World world;
    private final SimProcess process;
    private final Replicas replicas;
    private final SimRecords records;
    private NodeId id;
    private SimStore store;
    private NodeStats stats = new NodeStats();
    private @Nullable NodeCore core;
    private @Nullable View view;
    private MemberId self = MemberId.NONE;

    SimNode(World world, SimProcess process) {
        this.world = world;
        this.process = process;
        this.id = newId();
        this.replicas = new Replicas(this, world);
        this.records = new SimRecords(this, world);
        this.store = new SimStore(world.rules());
    }

    private NodeId newId() {
        return new NodeId(world.random().nextLong(), world.random().nextLong());
    }

    NodeId id() {
        return id;
    }

    SimProcess process() {
        return process;
    }

    Replicas replicas() {
        return replicas;
    }

    SimRecords records() {
        return records;
    }

    NodeStats stats() {
        return stats;
    }

    NodeCore core() {
        NodeCore running = core;
        if (running == null) {
            throw NodeException.notCached(Reason.SHUTTING_DOWN);
        }
        return running;
    }

    boolean isRunning() {
        return core != null && process.isUp();
    }

    View view() {
        View known = view;
        if (known == null) {
            throw NodeException.notCached(Reason.NO_NODES);
        }
        return known;
    }

    boolean hasView() {
        return view != null;
    }

    /** The node starts, the first time or again, as the member {@code as}. */
    void start(MemberId as, View first, VoterSet voters, boolean founds) {
        replicas.clear();
        self = as;
        view = first;
        stats = new NodeStats();
        NodeCore next = new NodeCore(
                new NodeCore.Ground(
                        id,
                        this,
                        this,
                        records,
                        store,
                        task -> process.after(diskDelay(), task),
                        process.clocks(),
                        process,
                        world.random()),
                stats,
                world.rules());
        core = next;
        if (founds) {
            next.voter().found(voters);
        } else {
            next.voter().resume(voters);
        }
        replicas.viewChanged();
        next.start();
    }

    void die() {
        process.die();
        core = null;
    }

    /** What was on the disk is gone, and with it who the node was. */
    void loseDisk() {
        store = new SimStore(world.rules());
        id = newId();
    }

    /** Another list of members has reached the node. */
    void adopt(View next) {
        if (next.version() > view().version()) {
            view = next;
            replicas.viewChanged();
        }
    }

    /** The node is another member from now on, of another list; its records stay behind. */
    void rejoin(MemberId as, View joined) {
        replicas.clear();
        self = as;
        view = joined;
        replicas.viewChanged();
    }

    private long diskDelay() {
        return world.scheduler().chance(SLOW)
                ? world.scheduler().between(QUICK_DISK, SLOW_DISK)
                : world.scheduler().between(0, QUICK_DISK);
    }

    @Override
    public MemberId self() {
        return self;
    }

    @Override
    public long joined(MemberId member) {
        View.Member found = view().member(member);
        return found == null ? 0 : found.joined();
    }

    @Override
    public MemberList list() {
        return view().list();
    }

    @Override
    public Set<NodeId> members() {
        Set<NodeId> ids = new HashSet<>();
        view().members().forEach(member -> ids.add(member.node().id()));
        ids.add(id);
        return ids;
    }

    @Override
    public CompletionStage<FenceAck> fence(NodeId node, Fence fence) {
        return ask(node, true, at -> at.core().fences().receive(fence)).whenComplete((ack, failure) -> {
            if (ack != null) {
                world.trace(() -> this + " has the answer of " + world.nameOf(node) + " to "
                        + fence.base().object()
                        + " -> " + fence.next().object() + " in round " + Long.toHexString(fence.round())
                        + ": voter set "
                        + ack.voterSetVersion() + ", granted " + ack.granted());
            }
        });
    }

    @Override
    public CompletionStage<RenewAck> renew(NodeId voter, Renew renew) {
        return ask(
                voter,
                false,
                at -> CompletableFuture.completedFuture(at.core().voter().renew(renew)));
    }

    @Override
    public CompletionStage<HoldingsReport> holdings(NodeId node, Holdings question) {
        return ask(node, false, at -> at.core().holdings().report(question));
    }

    private <T> CompletionStage<T> ask(NodeId node, boolean fence, Function<SimNode, CompletionStage<T>> question) {
        View.Member member = view().member(node);
        SimNode to = node.equals(id) ? this : member == null ? null : member.node();
        if (to == null) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_NODES));
        }
        return fence
                ? world.network().fence(process, to.process, PEER_DEADLINE, () -> question.apply(to))
                : world.network().ask(process, to.process, PEER_DEADLINE, () -> question.apply(to));
    }

    /** Blocks of an object; {@link Origin#MISSING} where there is none. */
    CompletionStage<long[]> read(CookieId cookie, ObjectGeneration generation, int from, int to) {
        NodeCore running = core();
        return identify(cookie, generation).thenCompose(this::fromDisk).thenApply(object -> {
            long[] values = store.read(cookie, generation, from, to);
            world.trace(() -> this + " serves " + generation + " of " + cookie);
            if (running.objects().current(cookie, generation) == null) {
                throw NodeException.notCached(Reason.VERIFYING);
            }
            return values;
        });
    }

    CompletionStage<Boolean> write(CookieId cookie, ObjectGeneration generation, int from, long[] values) {
        return identify(cookie, generation).thenCompose(this::fromDisk).thenApply(object -> {
            store.write(cookie, object, from, values);
            return true;
        });
    }

    private CompletableFuture<ObjectIdentity> identify(CookieId cookie, ObjectGeneration generation) {
        NodeCore running = core();
        ObjectIdentity object = running.objects().current(cookie, generation);
        return object != null
                ? CompletableFuture.completedFuture(object)
                : running.objects().verify(cookie, generation);
    }

    private <T> CompletionStage<T> fromDisk(T value) {
        CompletableFuture<T> done = new CompletableFuture<>();
        process.after(diskDelay(), () -> done.complete(value));
        return done;
    }

    @Override
    public String toString() {
        return process.name();
    }
}
