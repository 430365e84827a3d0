package io.netfscache.node.session;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** The sessions of this node. Safe for use by many threads; never blocks. */
public final class Sessions {
    private static final long SWEEP_NANOS = 1_000_000_000;

    private final Map<SessionId, Session> sessions = new ConcurrentHashMap<>();
    private final AtomicLong epochs;
    private final ServingLease lease;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final NodeStats stats;
    private final Rules rules;

    /** @param firstEpoch a number that no earlier run of this node has used: session epochs count from it */
    public Sessions(
            ServingLease lease, Timer timer, LongSupplier nanoClock, NodeStats stats, long firstEpoch, Rules rules) {
        this.lease = lease;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.stats = stats;
        this.rules = rules;
        this.epochs = new AtomicLong(firstEpoch);
        stats.gauge("sessions", "sessions of clients", sessions::size);
    }

    /** Begins forgetting sessions that are gone, once a second. */
    public void start() {
        timer.after(SWEEP_NANOS, () -> {
            sweep();
            start();
        });
    }

    /** @throws NodeException ENOBUFS when there are too many */
    public void open(SessionId id, SessionLink link) {
        if (sessions.size() >= NodeLimits.MAX_SESSIONS && !sessions.containsKey(id)) {
            throw NodeException.notCached(Reason.OVER_LIMIT);
        }
        long epoch = epochs.incrementAndGet();
        List<SessionLink> superseded = new ArrayList<>();
        sessions.compute(id, (key, known) -> {
            if (known == null) {
                return new Session(id, link, epoch, nanoClock.getAsLong(), rules);
            }
            SessionLink old = known.reconnect(link, epoch, nanoClock.getAsLong());
            if (old != null) {
                superseded.add(old);
            }
            return known;
        });
        superseded.forEach(SessionLink::supersede);
    }

    public void closed(SessionId id, SessionLink link) {
        Session session = sessions.get(id);
        if (session != null) {
            session.disconnected(link);
        }
    }

    /** Answers a heart-beat: the client may serve folios no longer than this node itself may (COHERENCE 5.2). */
    public HeartbeatAck heartbeat(SessionId id, long sequence) {
        long timeToLive = rules.broken(Sabotage.TIME_TO_LIVE_BEYOND_LEASE)
                ? LeaseTimes.LEASE
                : Math.min(LeaseTimes.LEASE, lease.remainingNanos());
        Session session = session(id);
        // Fences may have been missed in the gap, also when it was shorter than the client's time to live.
        session.servedIn(lease.epoch(), epochs::incrementAndGet);
        return session.heartbeat(sequence, timeToLive, nanoClock.getAsLong());
    }

    /** The session has applied the fence of that round, which the answer to a heart-beat told it. */
    public void confirmed(SessionId id, long round) {
        Session session = sessions.get(id);
        if (session != null) {
            session.confirmed(round);
        }
    }

    /** Registers the interest in an object; to be called before its record is asked for (COHERENCE 5.1). */
    public void use(SessionId id, CookieId cookie, boolean willModify, long sequence) {
        session(id).use(cookie, willModify, sequence);
    }

    /** Ends the interest; whether the session's mark in the object's record has to go too. */
    public boolean unuse(SessionId id, CookieId cookie, long sequence) {
        return session(id).unuse(cookie, sequence);
    }

    public void useVolume(SessionId id, String volumeKey) {
        session(id).useVolume(volumeKey);
    }

    public int size() {
        return sessions.size();
    }

    /** Sessions that use the object. */
    public int users(CookieId cookie) {
        return (int) sessions.values().stream()
                .filter(session -> session.uses(cookie))
                .count();
    }

    /** Sessions with a record that have been heard of since the last call. */
    Set<SessionId> takeNews(int atMost) {
        Set<SessionId> news = new HashSet<>();
        for (Session session : sessions.values()) {
            if (news.size() < atMost && session.takeNews()) {
                news.add(session.id());
            }
        }
        return news;
    }

    /** What a session that turns out to have no record has to list in it. */
    Map<CookieId, Long> unrecorded(SessionId id) {
        Session session = sessions.get(id);
        return session == null ? Map.of() : session.unrecorded();
    }

    private Session session(SessionId id) {
        Session session = sessions.get(id);
        if (session == null) {
            throw new NodeException(ErrorCode.EINVAL, Reason.MALFORMED, "this connection is not that of session " + id);
        }
        return session;
    }

    /**
     * Pushes a fence to each session that it concerns. Completes when each has confirmed it or may not serve any more
     * (COHERENCE 5.3).
     */
    public CompletionStage<Void> push(Fence fence) {
        List<CompletableFuture<Void>> confirmations = new ArrayList<>();
        CookieId cookie = fence.cookie();
        for (Session session : sessions.values()) {
            Session.Push push = session.push(fence, cookie, epochs.incrementAndGet());
            if (push != null) {
                confirmations.add(push.confirmed());
                endAt(push, session, fence);
            }
        }
        if (rules.broken(Sabotage.ANSWER_NOT_HELD_FOR_CLIENTS)) {
            return CompletableFuture.completedFuture(null);
        }
        return CompletableFuture.allOf(confirmations.toArray(CompletableFuture[]::new));
    }

    private void endAt(Session.Push push, Session session, Fence fence) {
        if (push.confirmed().isDone()) {
            return;
        }
        long delay = Math.max(0, push.servesUntilNanos() - nanoClock.getAsLong());
        Timer.Alarm end = timer.after(delay, () -> {
            if (session.lapsed(fence, epochs.incrementAndGet())) {
                stats.count(Counter.SESSION_LAPSES);
            }
            push.confirmed().complete(null);
        });
        push.confirmed().whenComplete((confirmed, error) -> end.cancel());
    }

    /** Not one that connects again meanwhile. What is still to be sent to one that has gone silent goes with it. */
    private void sweep() {
        long now = nanoClock.getAsLong();
        long timeout = Limits.SESSION_TIMEOUT.toNanos();
        List<SessionLink> silent = new ArrayList<>();
        for (SessionId id : sessions.keySet()) {
            sessions.computeIfPresent(id, (key, session) -> {
                if (!session.isGone(now, timeout)) {
                    return session;
                }
                SessionLink link = session.link();
                if (link != null) {
                    silent.add(link);
                }
                return null;
            });
        }
        silent.forEach(SessionLink::expire);
    }
}
