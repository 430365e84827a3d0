package io.netfscache.node.session;

import io.netfscache.node.coherence.LeaseTimes;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.SessionId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * How long each session whose record this node owns has been silent, by this node's clock (COHERENCE 7.2). The count
 * starts anew when the node becomes the record's owner and when its lease is of another epoch, because meanwhile it may
 * have heard nothing. Safe for use by many threads.
 */
public final class SessionWatch {
    private final ServingLease lease;
    private final LongSupplier nanoClock;
    private final long timeout;
    private final Map<SessionId, Long> heard = new HashMap<>();
    private long epoch;

    public SessionWatch(ServingLease lease, LongSupplier nanoClock, Rules rules) {
        this.lease = lease;
        this.nanoClock = nanoClock;
        this.timeout = timeoutNanos(rules);
    }

    /** How long a session is silent before it has ended: longer than the same silence takes by any client's clock. */
    static long timeoutNanos(Rules rules) {
        return LeaseTimes.elsewhere(Limits.SESSION_SILENCE.toNanos(), rules);
    }

    /** The session is alive. One whose record is not here is forgotten at the next look. */
    public synchronized void heard(SessionId session) {
        heard.put(session, nanoClock.getAsLong());
    }

    /**
     * Those that have been silent for too long.
     *
     * @param owned all sessions whose record this node owns now
     */
    synchronized Set<SessionId> silent(Set<SessionId> owned) {
        if (!lease.held()) {
            return Set.of();
        }
        if (lease.epoch() != epoch) {
            epoch = lease.epoch();
            heard.clear();
        }
        long now = nanoClock.getAsLong();
        heard.keySet().retainAll(owned);
        Set<SessionId> silent = new HashSet<>();
        for (SessionId session : owned) {
            if (now - heard.computeIfAbsent(session, first -> now) > timeout) {
                silent.add(session);
            }
        }
        return silent;
    }
}
