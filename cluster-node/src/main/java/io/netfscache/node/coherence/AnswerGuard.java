package io.netfscache.node.coherence;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.function.LongSupplier;

/**
 * Tells which answers of record owners count (COHERENCE 4.2, 4.3): those to a question that was asked in this epoch, not
 * longer than L ago, and that no fence has overtaken. Every question about a record passes here. Safe for use by many
 * threads.
 */
public final class AnswerGuard {
    /** When something was asked: by the clock, by the lease, and among the fences. */
    public record Question(long epoch, long nanos, long fences) {}

    private final ServingLease lease;
    private final LongSupplier nanoClock;
    private final NodeStats stats;
    private final Rules rules;
    private final RetainedFences fences;

    public AnswerGuard(ServingLease lease, LongSupplier nanoClock, NodeStats stats, Rules rules) {
        this.lease = lease;
        this.nanoClock = nanoClock;
        this.stats = stats;
        this.rules = rules;
        this.fences = new RetainedFences(NodeLimits.REMEMBERED_FENCES, nanoClock, rules);
    }

    /** To be called before the question is sent. @throws NodeException ENOBUFS when no lease is held */
    public synchronized Question ask() {
        if (!lease.held()) {
            throw NodeException.notCached(Reason.NO_LEASE);
        }
        return new Question(lease.epoch(), nanoClock.getAsLong(), fences.now());
    }

    /** @throws NodeException ENOBUFS when the answer counts no more */
    public synchronized void requireCounts(Question question, CookieId cookie, Generation object) {
        require(question, fences.beat(question.fences, cookie, object));
    }

    /** @throws NodeException ENOBUFS when the answer counts no more */
    public synchronized void requireCounts(Question question, String volumeKey, Generation volume) {
        require(question, fences.beat(question.fences, volumeKey, volume));
    }

    private void require(Question question, boolean beaten) {
        boolean late = nanoClock.getAsLong() - question.nanos > LeaseTimes.LEASE
                || !lease.held()
                || lease.epoch() != question.epoch;
        if (beaten || (late && !rules.broken(Sabotage.LATE_VERIFICATION_ACCEPTED))) {
            stats.count(Counter.VERIFICATIONS_VOID);
            throw NodeException.notCached(Reason.VERIFYING);
        }
    }

    /** To be called for each fence before anything else forgets what the fence ends. */
    public synchronized void fence(Fence fence) {
        fences.note(fence);
    }
}
