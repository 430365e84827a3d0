package io.netfscache.node.sim;

import io.netfscache.internal.coherence.SessionLease;
import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.Clocks;
import io.netfscache.node.session.SessionLink;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.SessionId;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A client's session with one node at a time: the production lease over simulated connections. */
final class SimSession {
    private static final long CONNECT = Limits.CONNECT_DEADLINE.toNanos();
    private static final long PUSH = 30 * World.SECOND;
    private static final long CONNECT_AGAIN = World.SECOND / 10;
    private static final int LEASELESS = 3;

    /** One connection to a session node. */
    private final class Link implements SessionLink {
        final SimNode node;
        int leaseless;

        Link(SimNode node) {
            this.node = node;
        }

        @Override
        public CompletionStage<FenceAck> push(Fence fence) {
            return world.network().ask(node.process(), process, PUSH, () -> {
                fences.accept(fence);
                return CompletableFuture.completedFuture(FenceAck.confirmed(fence.round()));
            });
        }

        @Override
        public void supersede() {
            // Only this client opens its session, and it has forgotten the old connection by then.
        }
    }

    private final World world;
    private final SimProcess process;
    private final SessionId id;
    private final SessionLease lease;
    private final Consumer<Fence> fences;
    private @Nullable Link link;
    private @Nullable SimNode preferred;

    SimSession(World world, SimProcess process, SessionId id, Consumer<Fence> fences) {
        this.world = world;
        this.process = process;
        this.id = id;
        this.fences = fences;
        Clocks clocks = process.clocks();
        this.lease = new SessionLease(clocks.nanos(), clocks.wallMillis(), world.rules());
    }

    SessionId id() {
        return id;
    }

    long epoch() {
        return lease.epoch();
    }

    boolean held() {
        return lease.held();
    }

    @Nullable
    SimNode node() {
        return link == null ? null : link.node;
    }

    /** The session node from the next connection on. */
    void prefer(SimNode node) {
        preferred = node;
    }

    void start() {
        connect();
        process.after(Limits.HEARTBEAT_INTERVAL.toNanos(), this::tick);
    }

    private void tick() {
        process.after(Limits.HEARTBEAT_INTERVAL.toNanos(), this::tick);
        beat();
    }

    private void connect() {
        SimNode wanted = preferred;
        SimNode node = wanted != null
                ? wanted
                : world.node(world.random().nextInt(world.nodes().size()));
        Link next = new Link(node);
        boolean[] opened = new boolean[1];
        world.network()
                .ask(process, node.process(), CONNECT, () -> {
                    if (!opened[0]) {
                        opened[0] = true;
                        node.core().sessions().open(id, next);
                    }
                    return CompletableFuture.completedFuture(true);
                })
                .whenComplete((open, error) -> {
                    if (error == null) {
                        link = next;
                        beat();
                    } else {
                        process.after(CONNECT_AGAIN, this::connect);
                    }
                });
    }

    private void beat() {
        Link open = link;
        if (open == null) {
            return;
        }
        Heartbeat beat = lease.beat();
        world.network()
                .ask(
                        process,
                        open.node.process(),
                        Limits.LEASE.toNanos(),
                        () -> CompletableFuture.completedFuture(
                                open.node.core().sessions().heartbeat(id, beat.sequence())))
                .whenComplete((ack, error) -> {
                    if (open == link) {
                        answered(open, ack, error);
                    }
                });
    }

    private void answered(Link open, @Nullable HeartbeatAck ack, @Nullable Throwable error) {
        if (ack == null || error != null) {
            leave();
            return;
        }
        lease.answered(ack, fences);
        world.trace(() ->
                process + " has " + ack.timeToLiveMillis() + " ms from " + open.node + ", epoch " + lease.epoch());
        open.leaseless = ack.timeToLiveMillis() > 0 || lease.held() ? 0 : open.leaseless + 1;
        if (open.leaseless >= LEASELESS) {
            leave();
        }
    }

    /** Another node is tried. */
    void leave() {
        Link open = link;
        if (open == null) {
            return;
        }
        link = null;
        lease.lost();
        world.network().send(process, open.node.process(), () -> {
            if (open.node.isRunning()) {
                open.node.core().sessions().closed(id, open);
            }
        });
        connect();
    }

    /** Asks the session node, once. */
    <T> CompletableFuture<T> ask(long timeoutNanos, Function<SimNode, CompletionStage<T>> question) {
        Link open = link;
        if (open == null || !held()) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_NODES));
        }
        boolean[] asked = new boolean[1];
        CompletableFuture<T> answer = new CompletableFuture<>();
        world.network()
                .ask(process, open.node.process(), timeoutNanos, () -> {
                    if (asked[0]) {
                        return new CompletableFuture<T>();
                    }
                    asked[0] = true;
                    return question.apply(open.node);
                })
                .whenComplete((value, error) -> {
                    if (open != link) {
                        answer.completeExceptionally(NodeException.notCached(Reason.NO_NODES));
                    } else if (error == null) {
                        answer.complete(value);
                    } else {
                        answer.completeExceptionally(error);
                    }
                });
        return answer;
    }
}
