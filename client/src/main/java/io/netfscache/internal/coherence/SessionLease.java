package io.netfscache.internal.coherence;

import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.HeartbeatAck;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The right of a client to serve what it knows (COHERENCE 5.2): lent by its session node with each answered heart-beat,
 * until the heart-beat's send time plus the time to live in the answer. Each gap starts a new epoch, which makes void all
 * that was learnt before.
 *
 * <p>{@link #epoch()} and {@link #held()} may be called by any thread; everything else by one thread at a time.
 */
public final class SessionLease {
    /** The epoch while there is no lease. */
    public static final long NO_EPOCH = 0;

    /** Heart-beats that wait for an answer: older ones could lend nothing any more. */
    private static final int MAX_UNANSWERED = (int) (Limits.LEASE.toNanos() / Limits.HEARTBEAT_INTERVAL.toNanos()) + 1;

    /** A lapse of the machine that is longer ends the lease (COHERENCE 2.5). */
    private static final long MAX_JUMP_NANOS = Limits.LEASE.toNanos() / 10;

    /** @param skewNanos wall clock minus monotonic clock as the heart-beat was sent */
    private record Beat(long sequence, long sentNanos, long skewNanos) {}

    private record Lease(long epoch, long endNanos, long skewNanos) {}

    private static final Lease NONE = new Lease(NO_EPOCH, 0, 0);

    private final LongSupplier monotonicNanos;
    private final LongSupplier wallMillis;
    private final Rules rules;
    private final Deque<Beat> unanswered = new ArrayDeque<>();
    private volatile Lease lease = NONE;
    private final AtomicLong epochs = new AtomicLong(NO_EPOCH);
    private long sequence;
    private @Nullable Long nodeEpoch;
    /** When the last heart-beat was sent whose answer lent something; null before the first. */
    private @Nullable Long aliveNanos;

    private boolean expired;

    /**
     * @param monotonicNanos goes as time goes, from any start
     * @param wallMillis time of day; only its jumps against the other clock matter
     */
    public SessionLease(LongSupplier monotonicNanos, LongSupplier wallMillis, Rules rules) {
        this.monotonicNanos = monotonicNanos;
        this.wallMillis = wallMillis;
        this.rules = rules;
    }

    /** The current epoch, or {@link #NO_EPOCH} while there is no lease. What was learnt in it is valid now. */
    public long epoch() {
        if (rules.broken(Sabotage.PUSHES_WITHOUT_SESSION_LEASE)) {
            return epochs.get();
        }
        Lease held = lease;
        if (held.epoch == NO_EPOCH || monotonicNanos.getAsLong() - held.endNanos >= 0) {
            return NO_EPOCH;
        }
        if (Math.abs(skewNanos() - held.skewNanos) > MAX_JUMP_NANOS && !rules.broken(Sabotage.CLOCK_JUMP_IGNORED)) {
            // Should this meet an answer, its lease goes too: that costs a gap.
            lease = NONE;
            return NO_EPOCH;
        }
        return held.epoch;
    }

    /** Whether a lease is held. */
    public boolean held() {
        return epoch() != NO_EPOCH;
    }

    private long skewNanos() {
        return TimeUnit.MILLISECONDS.toNanos(wallMillis.getAsLong()) - monotonicNanos.getAsLong();
    }

    /** The heart-beat to send now. */
    public Heartbeat beat() {
        if (unanswered.size() >= MAX_UNANSWERED) {
            unanswered.removeFirst();
        }
        Beat beat = new Beat(++sequence, monotonicNanos.getAsLong(), skewNanos());
        unanswered.addLast(beat);
        return new Heartbeat(beat.sequence);
    }

    /**
     * The session node has answered on the connection of today. Its fences first, each given to {@code fences} to apply
     * and confirm, then its time to live. An answer that a later one has overtaken lends nothing and takes nothing.
     */
    public void answered(HeartbeatAck ack, Consumer<Fence> fences) {
        ack.unconfirmed().forEach(fences);
        Beat beat = take(ack.sequence());
        if (beat == null) {
            return;
        }
        Long before = nodeEpoch;
        boolean gap = !held() || before == null || ack.epoch() != before;
        nodeEpoch = ack.epoch();
        if (ack.timeToLiveMillis() == 0) {
            lease = NONE;
            return;
        }
        aliveNanos = beat.sentNanos;
        expired = false;
        if (gap) {
            epochs.incrementAndGet();
        }
        Lease next = new Lease(
                epochs.get(), beat.sentNanos + TimeUnit.MILLISECONDS.toNanos(ack.timeToLiveMillis()), beat.skewNanos);
        if (gap || next.endNanos - lease.endNanos > 0) {
            lease = next;
        }
    }

    /**
     * How long the session has been without a heart-beat that was answered by a node with a lease, in nanoseconds; 0 before
     * the first. Answers of a node without one do not count: it may be cut off from those who count the silence.
     */
    public long silentNanos() {
        Long alive = aliveNanos;
        return alive == null ? 0 : monotonicNanos.getAsLong() - alive;
    }

    /**
     * Whether the session has expired by this client's clock (COHERENCE 7.2): the cluster may have taken its marks away.
     * What was learnt in it is void already, since its lease has ended long ago. True once in each gap.
     */
    public boolean expires() {
        boolean before = expired;
        expired |= silentNanos() > Limits.SESSION_SILENCE.toNanos();
        return expired && !before;
    }

    /** The heart-beat of that number; it and those before it wait no longer. */
    private @Nullable Beat take(long answered) {
        while (!unanswered.isEmpty() && unanswered.getFirst().sequence < answered) {
            unanswered.removeFirst();
        }
        Beat first = unanswered.peekFirst();
        return first != null && first.sequence == answered ? unanswered.removeFirst() : null;
    }

    /** The connection to the session node has ended: no answer counts any more, and the next node starts a new epoch. */
    public void lost() {
        lease = NONE;
        unanswered.clear();
        nodeEpoch = null;
    }
}
