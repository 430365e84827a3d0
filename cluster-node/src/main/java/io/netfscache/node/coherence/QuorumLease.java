package io.netfscache.node.coherence;

import io.netfscache.node.NodeStats;
import io.netfscache.protocol.Limits;

/**
 * The lease of a node that sees a quorum of the cluster's members. It knows of a gap only when the membership says so;
 * the voters' lease, which time ends by itself, takes its place behind the same interface.
 */
public final class QuorumLease implements ServingLease {
    private final NodeStats stats;
    private volatile long epoch;
    private volatile boolean held;

    public QuorumLease(NodeStats stats) {
        this.stats = stats;
    }

    /** Told at each change of the membership. */
    public synchronized void quorum(boolean present) {
        if (present && !held) {
            epoch++;
        }
        if (!present && held) {
            stats.count(NodeStats.Counter.LEASE_LAPSES);
        }
        held = present;
    }

    @Override
    public boolean held() {
        return held;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public long remainingNanos() {
        return held ? Limits.LEASE.toNanos() : 0;
    }
}
