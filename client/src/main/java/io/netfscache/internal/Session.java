package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.internal.coherence.SessionLease;
import io.netfscache.protocol.CookieReply;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.View;
import io.netty.channel.EventLoop;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * This client's session with one node of the cluster, its session node (COHERENCE 5). All metadata goes through it, on a
 * connection of its own so that heart-beats and fences never queue behind data. While heart-beats are answered the
 * client holds a lease; each gap in it starts a new epoch, which makes void all that was looked up before.
 *
 * <p>A lost connection is resumed through the next node under the same session id, so that modifiers' marks stay in the
 * records. No fence is lost by that: those of the gap would end nothing that is still taken for true. After 25 s the
 * cluster may have taken the marks away; the look-up that a cookie needs before anything else takes its mark anew.
 *
 * <p><b>Length.</b> It is one class over 400 lines because it is one state machine: connection, lease, view and why there is
 * none are only right together, and nearly every event - a connection opened or closed, a heart-beat answered, a view, a
 * deadline - looks at several of them. What has a state of its own is outside: {@link SessionLease} has the epochs, {@link
 * BackOff} the waits, {@link Dialer} and {@link Connection} the frames. To be read as a session lives: {@code connect}, {@code
 * connected}, {@code beat}, {@code answered} and {@code becomeReady}; {@code closed}, {@code tryNext} and {@code goDown} when
 * something fails; {@code withConnection} and {@code turn} for those who wait meanwhile.
 *
 * <p><b>Threads.</b> Everything runs on the event loop, so there is no lock. Any thread may ask for the epoch, {@code ready}
 * and the chunk size, and request, leave and close, which hand over to the loop.
 */
final class Session implements Connection.Peer {
    /** A reply of the record, and the epoch in which it was asked. */
    record Verified(CookieReply reply, long epoch) {}

    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    private final Dialer dialer;
    private final Nodes nodes;
    private final List<SocketAddress> servers;
    private final Consumer<Fence> fences;
    private final EventLoop loop;
    private final LongSupplier clock;
    private final BackOff backOff;
    private final SessionLease lease;
    private final Counters counters;

    /** Completes with the connection when a lease is held; a new one after each gap. */
    private volatile CompletableFuture<Connection> ready = new CompletableFuture<>();
    /** Why there is no session, once every candidate has been tried; null while there is hope. */
    private volatile @Nullable CacheException down;

    private volatile int chunkBytes = Limits.DEFAULT_CHUNK_BYTES;

    // On the event loop only.
    /** Who waits for {@link #ready}, in the order of their coming: what depends on one future runs in the opposite order. */
    private final Queue<CompletableFuture<Connection>> turns = new ArrayDeque<>();

    private @Nullable Connection connection;
    private @Nullable Future<?> heartbeats;
    private int nextCandidate;
    private int failures;
    private long viewVersion;
    private boolean hasView;
    /** Whether the connection has ever been good for a request. */
    private boolean served;
    /** Answers in a row with which the node has lent nothing. */
    private int leaseless;

    private boolean closed;

    Session(
            Dialer dialer,
            Nodes nodes,
            List<SocketAddress> servers,
            Consumer<Fence> fences,
            EventLoop loop,
            LongSupplier clock,
            SessionLease lease,
            RandomGenerator random,
            Counters counters) {
        this.dialer = dialer;
        this.nodes = nodes;
        this.servers = servers;
        this.fences = fences;
        this.loop = loop;
        this.clock = clock;
        this.lease = lease;
        this.counters = counters;
        this.backOff = new BackOff(random);
        this.nextCandidate = random.nextInt(servers.size());
    }

    void start() {
        loop.execute(this::connect);
    }

    /** The current epoch, or {@link SessionLease#NO_EPOCH}. What was looked up in it is valid now. */
    long epoch() {
        return lease.epoch();
    }

    /** Completes when a lease is held; a later gap makes another future of it. */
    CompletableFuture<Connection> ready() {
        return ready;
    }

    /** Size of a chunk in this cluster; the default before the first session. */
    int chunkBytes() {
        return chunkBytes;
    }

    /** Asks the session node; waits within the deadline for one. */
    <T extends Frame> CompletableFuture<T> request(Frame frame, Class<T> answer, Duration deadline) {
        return withConnection(deadline, (open, left) -> open.request(frame, answer, left));
    }

    /** As {@link #request}, for a record. Whether a gap came between question and answer is for the caller to see. */
    CompletableFuture<Verified> verified(Frame frame, Duration deadline) {
        return withConnection(deadline, (open, left) -> {
            long asked = epoch();
            return open.request(frame, CookieReply.class, left).thenApply(reply -> new Verified(reply, asked));
        });
    }

    /** Whether there is a session node, with or without a lease; on the event loop. */
    boolean isConnected() {
        return connection != null;
    }

    /** Asks the session node whether or not it holds a lease, and does not wait for one; on the event loop. */
    <T extends Frame> CompletableFuture<T> tell(Frame frame, Class<T> answer, Duration deadline) {
        Connection open = connection;
        return open == null
                ? CompletableFuture.failedFuture(
                        new CacheException(ErrorCode.ENOBUFS, Reason.NO_NODES, "no session with a node"))
                : open.request(frame, answer, deadline);
    }

    private interface Question<T> {
        CompletableFuture<T> ask(Connection connection, Duration left);
    }

    private <T> CompletableFuture<T> withConnection(Duration deadline, Question<T> question) {
        CompletableFuture<T> result = new CompletableFuture<>();
        long end = clock.getAsLong() + deadline.toNanos();
        Runnable ask = () -> {
            expire();
            CacheException why = down;
            CompletableFuture<Connection> waiting = ready;
            if (why != null && !waiting.isDone()) {
                result.completeExceptionally(why);
                return;
            }
            Future<?> timer = loop.schedule(
                    () -> result.completeExceptionally(new CacheException(
                            ErrorCode.ENOBUFS, Reason.NO_NODES, "no session with a node within " + deadline)),
                    deadline.toNanos(),
                    TimeUnit.NANOSECONDS);
            Async.handled(turn(waiting)
                    .thenCompose(open -> {
                        timer.cancel(false);
                        if (result.isDone()) {
                            // Whoever asked has given up, and may have taken back by now what this would do.
                            return result;
                        }
                        return question.ask(open, Duration.ofNanos(Math.max(1, end - clock.getAsLong())));
                    })
                    .whenComplete((answer, error) -> {
                        timer.cancel(false);
                        if (error == null) {
                            result.complete(answer);
                        } else {
                            result.completeExceptionally(Async.cause(error));
                        }
                    }));
        };
        try {
            loop.execute(ask);
        } catch (java.util.concurrent.RejectedExecutionException e) {
            result.completeExceptionally(
                    new CacheException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the client is closed"));
        }
        return result;
    }

    /** Completes as {@code waiting}, after those who came before. */
    private CompletableFuture<Connection> turn(CompletableFuture<Connection> waiting) {
        CompletableFuture<Connection> turn = new CompletableFuture<>();
        turns.add(turn);
        Async.handled(waiting.whenComplete((open, error) -> {
            CompletableFuture<Connection> first = turns.remove();
            if (error == null) {
                first.complete(open);
            } else {
                first.completeExceptionally(error);
            }
        }));
        return turn;
    }

    /** A lease that ran out while the connection stands: questions wait for the next heart-beat. */
    private void expire() {
        if (ready.isDone() && !lease.held()) {
            ready = new CompletableFuture<>();
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        noteExpiry();
        List<SocketAddress> candidates = candidates();
        SocketAddress address = candidates.get(Math.floorMod(nextCandidate++, candidates.size()));
        // Completes on this loop before the frame after the WELCOME is looked at: the first view is not missed.
        Async.handled(dialer.openSession(address, this, loop)
                .whenComplete((opened, error) -> connected(opened, error, candidates.size())));
    }

    private List<SocketAddress> candidates() {
        Set<SocketAddress> all = new LinkedHashSet<>(servers);
        for (View.Member member : nodes.members()) {
            all.add(Addresses.of(member));
        }
        return new ArrayList<>(all);
    }

    private void connected(@Nullable Connection opened, @Nullable Throwable error, int candidates) {
        if (opened == null || closed || !opened.isOpen()) {
            if (opened != null) {
                opened.close(new CacheException(ErrorCode.ENOBUFS, Reason.SHUTTING_DOWN, "the client is closed"));
            }
            if (!closed) {
                tryNext(error == null ? null : Async.cause(error), candidates);
            }
            return;
        }
        connection = opened;
        chunkBytes = opened.chunkBytes();
        viewVersion = Long.MIN_VALUE;
        served = false;
        leaseless = 0;
        beat();
        heartbeats = loop.scheduleAtFixedRate(
                this::beat,
                Limits.HEARTBEAT_INTERVAL.toNanos(),
                Limits.HEARTBEAT_INTERVAL.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void tryNext(@Nullable CacheException why, int candidates) {
        failures++;
        LOG.atDebug().addKeyValue("failures", failures).setCause(why).log("no session yet");
        if (failures >= candidates) {
            goDown(why);
            schedule(backOff.nextNanos());
        } else {
            schedule(0);
        }
    }

    private void schedule(long nanos) {
        Async.handled(loop.schedule(this::connect, nanos, TimeUnit.NANOSECONDS));
    }

    /** Nobody waits any longer until there is a session again. */
    private void goDown(@Nullable CacheException why) {
        CacheException reason = why != null
                ? why
                : new CacheException(ErrorCode.ENOBUFS, Reason.NO_NODES, "no node gives this client a session");
        if (down == null && !closed) {
            LOG.atWarn()
                    .addKeyValue("servers", servers)
                    .addKeyValue("reason", reason.getMessage())
                    .log("no session with any node: nothing is cached until there is one");
        }
        down = reason;
        CompletableFuture<Connection> waiting = ready;
        if (!waiting.isDone()) {
            ready = new CompletableFuture<>();
            waiting.completeExceptionally(reason);
        }
    }

    private void beat() {
        Connection open = connection;
        if (open == null) {
            return;
        }
        noteExpiry();
        Async.handled(open.request(lease.beat(), HeartbeatAck.class, Limits.LEASE)
                .whenComplete((ack, error) -> {
                    if (error == null) {
                        answered(open, ack);
                    } else {
                        open.close(Async.cause(error));
                    }
                }));
    }

    private void answered(Connection open, HeartbeatAck ack) {
        if (open != connection) {
            return;
        }
        noteExpiry();
        long before = epoch();
        lease.answered(ack, fence -> confirm(open, 0, fence));
        if (epoch() != before) {
            LOG.atDebug()
                    .addKeyValue("node", open)
                    .addKeyValue("epoch", epoch())
                    .log("new epoch");
        }
        if (ack.timeToLiveMillis() > 0 || lease.held()) {
            leaseless = 0;
            becomeReady(open);
            return;
        }
        expire();
        CacheException why =
                new CacheException(ErrorCode.ENOBUFS, Reason.NO_LEASE, "node " + open + " holds no serving lease");
        goDown(why);
        if (++leaseless >= ClientLimits.MAX_LEASELESS_ANSWERS) {
            leave(why);
        }
    }

    /** What was learnt is void by the epoch, so that nothing is left to be done here but to say so (COHERENCE 7.2). */
    private void noteExpiry() {
        if (lease.expires()) {
            counters.sessionsExpired.increment();
            LOG.atWarn()
                    .log(
                            "session expired after {} s without a heart-beat: marks are taken anew, cached pages are"
                                    + " verified again",
                            TimeUnit.NANOSECONDS.toSeconds(lease.silentNanos()));
        }
    }

    /** The session node is of no use: another one is tried, if there is any. */
    void leave(CacheException reason) {
        loop.execute(() -> {
            Connection open = connection;
            if (open != null && candidates().size() > 1) {
                open.close(new CacheException(
                        ErrorCode.ENOBUFS,
                        Reason.NO_NODES,
                        "session node " + open + " is left for another one: " + reason.getMessage()));
            }
        });
    }

    private void confirm(Connection to, long requestId, Fence fence) {
        fences.accept(fence);
        to.send(requestId, FenceAck.confirmed(fence.round()));
    }

    private void becomeReady(Connection open) {
        if (hasView && lease.held()) {
            failures = 0;
            backOff.reset();
            served = true;
            down = null;
            ready.complete(open);
        }
    }

    @Override
    public void pushed(Connection from, long requestId, Frame frame) {
        if (frame instanceof Fence fence) {
            confirm(from, requestId, fence);
        } else if (frame instanceof View view) {
            viewed(view);
            if (from == connection) {
                becomeReady(from);
            }
        } else if (frame instanceof Goodbye goodbye) {
            LOG.atInfo()
                    .addKeyValue("node", from)
                    .addKeyValue("why", goodbye.message())
                    .log("session node says goodbye");
            from.close(new CacheException(
                    ErrorCode.ENOBUFS, Reason.NO_NODES, "node " + from + " says goodbye: " + goodbye.message()));
        }
    }

    private void viewed(View view) {
        if (view.version() > viewVersion && !view.nodes().isEmpty()) {
            viewVersion = view.version();
            hasView = true;
            nodes.view(view);
        }
    }

    /** A node that sees the connection closed may take the session for ended, and the lease with it (ADR 11). */
    @Override
    public void closing(Connection connection) {
        if (connection == this.connection) {
            lease.lost();
        }
    }

    @Override
    public void closed(Connection gone, CacheException why) {
        if (gone != connection) {
            return;
        }
        LOG.atInfo()
                .addKeyValue("node", gone)
                .addKeyValue("why", why.getMessage())
                .log("session lost");
        connection = null;
        Future<?> timer = heartbeats;
        if (timer != null) {
            timer.cancel(false);
        }
        lease.lost();
        expire();
        if (closed) {
            return;
        }
        if (served) {
            schedule(0);
        } else {
            // It took us in and threw us out: no reason to knock again at once.
            tryNext(why, candidates().size());
        }
    }

    void close(CacheException why) {
        loop.execute(() -> {
            closed = true;
            lease.lost();
            goDown(why);
            Connection open = connection;
            if (open != null) {
                open.close(why);
            }
        });
    }
}
