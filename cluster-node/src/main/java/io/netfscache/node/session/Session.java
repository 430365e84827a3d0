package io.netfscache.node.session;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One client on its session node. Locked by itself; what it calls does not block and is called without the lock where
 * it could call back.
 */
final class Session {
    private final SessionId id;
    private final Rules rules;
    /** Objects in use, with the sequence of the latest mark on each. */
    private final Map<CookieId, Long> objects = new HashMap<>();
    /** Objects whose record has a modifier's mark of this session. */
    private final Set<CookieId> modified = new HashSet<>();

    private final Set<String> volumes = new HashSet<>();
    /** The oldest first. */
    private final Map<Fence, CompletableFuture<Void>> unconfirmed = new LinkedHashMap<>();

    private @Nullable SessionLink link;
    private long epoch;
    /** Epoch of the node's own lease at the last heart-beat; 0 before the first. */
    private long leaseEpoch;
    /** Until when, by this node's clock, the client may serve its folios. */
    private long servesUntilNanos;

    private long lastHeartbeatNanos;
    /** Whether it has been heard of since the last report. */
    private boolean heard = true;
    /** Whether it may have a record; a client that has come from another node may have one from there. */
    private boolean recorded = true;

    Session(SessionId id, SessionLink link, long epoch, long nowNanos, Rules rules) {
        this.id = id;
        this.link = link;
        this.epoch = epoch;
        this.rules = rules;
        this.servesUntilNanos = nowNanos;
        this.lastHeartbeatNanos = nowNanos;
    }

    SessionId id() {
        return id;
    }

    /** A new connection of the same client: what it knew is unverified. */
    synchronized @Nullable SessionLink reconnect(SessionLink newLink, long newEpoch, long nowNanos) {
        SessionLink old = link;
        link = newLink;
        epoch = newEpoch;
        heard = true;
        recorded = true;
        lastHeartbeatNanos = nowNanos;
        return old;
    }

    /** Its connection now. */
    synchronized @Nullable SessionLink link() {
        return link;
    }

    /** The connection has ended; the client may go on serving folios until its time to live is over. */
    synchronized void disconnected(SessionLink ended) {
        if (link == ended) {
            link = null;
        }
    }

    synchronized boolean isGone(long nowNanos, long timeoutNanos) {
        boolean silent = nowNanos - lastHeartbeatNanos > timeoutNanos;
        return silent || (link == null && nowNanos - servesUntilNanos > 0);
    }

    /** The node's lease is of that epoch: with a new one all that the client knows is unverified. */
    synchronized void servedIn(long nodeEpoch, LongSupplier nextEpoch) {
        if (leaseEpoch != 0 && leaseEpoch != nodeEpoch) {
            lapse(nextEpoch.getAsLong());
        }
        leaseEpoch = nodeEpoch;
    }

    synchronized HeartbeatAck heartbeat(long sequence, long timeToLiveNanos, long nowNanos) {
        lastHeartbeatNanos = nowNanos;
        heard = true;
        long until = nowNanos + LeaseTimes.elsewhere(timeToLiveNanos, rules);
        servesUntilNanos = Math.max(servesUntilNanos, until);
        return new HeartbeatAck(
                sequence, epoch, (int) (timeToLiveNanos / 1_000_000), List.copyOf(unconfirmed.keySet()));
    }

    /** @throws NodeException ENOBUFS when the session uses too many objects */
    synchronized void use(CookieId cookie, boolean willModify, long sequence) {
        if (objects.size() >= NodeLimits.MAX_INTERESTS && !objects.containsKey(cookie)) {
            throw NodeException.notCached(Reason.OVER_LIMIT);
        }
        objects.merge(cookie, sequence, Math::max);
        if (willModify) {
            modified.add(cookie);
            recorded = true;
        }
    }

    /**
     * Ends the interest, unless a later mark has been made meanwhile: marks may overtake each other (COHERENCE 7.1).
     * Whether the session's mark in the record has to go too.
     */
    synchronized boolean unuse(CookieId cookie, long sequence) {
        Long latest = objects.get(cookie);
        if (latest == null || latest > sequence) {
            return false;
        }
        objects.remove(cookie);
        return modified.remove(cookie);
    }

    /** Whether the owner of its record has to be told that it is alive; once for each time it has been heard of. */
    synchronized boolean takeNews() {
        boolean news = heard && recorded;
        heard = false;
        return news;
    }

    /** There is no record: the objects that it has to list, each with the latest sequence. */
    synchronized Map<CookieId, Long> unrecorded() {
        recorded = !modified.isEmpty();
        Map<CookieId, Long> marks = new HashMap<>();
        modified.forEach(cookie -> marks.put(cookie, objects.getOrDefault(cookie, 0L)));
        return marks;
    }

    synchronized void useVolume(String volumeKey) {
        if (volumes.size() >= NodeLimits.KNOWN_VOLUMES && !volumes.contains(volumeKey)) {
            throw NodeException.notCached(Reason.OVER_LIMIT);
        }
        volumes.add(volumeKey);
    }

    synchronized boolean uses(CookieId cookie) {
        return objects.containsKey(cookie);
    }

    private boolean concerns(Fence fence, CookieId cookie) {
        return fence.scope() == Fence.Scope.VOLUME ? volumes.contains(fence.volumeKey()) : objects.containsKey(cookie);
    }

    /** A fence on its way to the client: when it must have been confirmed, and the stage that says so. */
    record Push(CompletableFuture<Void> confirmed, long servesUntilNanos) {}

    /**
     * Pushes a fence if the client is concerned by it; null when it is not.
     *
     * @param cookie the fence's, which it would compute each time
     */
    @Nullable
    Push push(Fence fence, CookieId cookie, long nextEpoch) {
        CompletableFuture<Void> confirmed = new CompletableFuture<>();
        SessionLink to;
        long until;
        synchronized (this) {
            if (!concerns(fence, cookie)) {
                return null;
            }
            if (unconfirmed.size() >= NodeLimits.MAX_UNCONFIRMED) {
                lapse(nextEpoch);
            }
            unconfirmed.put(fence.withoutOwner(), confirmed);
            to = link;
            until = servesUntilNanos;
        }
        if (to != null) {
            to.push(fence.withoutOwner()).whenComplete((ack, error) -> confirmed(fence, ack));
        }
        return new Push(confirmed, until);
    }

    /** The client has applied the fence of that round, which it was told of in the answer to a heart-beat. */
    void confirmed(long round) {
        List<CompletableFuture<Void>> waiting = new ArrayList<>();
        synchronized (this) {
            unconfirmed.entrySet().removeIf(owed -> {
                boolean same = owed.getKey().round() == round;
                if (same) {
                    waiting.add(owed.getValue());
                }
                return same;
            });
        }
        waiting.forEach(confirmed -> confirmed.complete(null));
    }

    private void confirmed(Fence fence, @Nullable FenceAck ack) {
        CompletableFuture<Void> waiting;
        synchronized (this) {
            waiting = ack != null && ack.round() == fence.round() ? unconfirmed.remove(fence.withoutOwner()) : null;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /**
     * The client's time to live is over and it has not confirmed {@code fence}: it is told so with a new epoch, and owes
     * nothing any more.
     */
    synchronized boolean lapsed(Fence fence, long nextEpoch) {
        if (!unconfirmed.containsKey(fence.withoutOwner())) {
            return false;
        }
        lapse(nextEpoch);
        return true;
    }

    private void lapse(long nextEpoch) {
        epoch = nextEpoch;
        unconfirmed.clear();
    }
}
