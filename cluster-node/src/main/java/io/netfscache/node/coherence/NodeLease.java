package io.netfscache.node.coherence;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.RenewAck;
import io.netfscache.protocol.RenewAck.Verdict;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * This node's serving lease (COHERENCE 2.2, 2.3, 2.5): asked from the voters in rounds, held from a quorum of grants in
 * one round until L after that round was sent. Safe for use by many threads; {@link #held} takes no lock.
 */
public final class NodeLease implements ServingLease {
    /** A lease and the epoch it belongs to. Held while neither clock says otherwise. */
    private record Term(long epoch, long endNanos, long apartMillis) {}

    /** One question to all voters. */
    private static final class Round {
        final long id;
        final long sentNanos;
        final long apartMillis;
        final Set<NodeId> granted = new HashSet<>();

        Round(long id, Clocks clocks) {
            this.id = id;
            this.sentNanos = clocks.now();
            this.apartMillis = clocks.apartMillis();
        }
    }

    /** Up to which of a voter's fences this node has applied. */
    private record Cursor(long incarnation, long confirmed) {}

    private static final int ROUNDS_UNDER_WAY = 4;
    private static final Term NEVER = new Term(0, 0, 0);

    private final NodeId self;
    private final Supplier<@Nullable VoterSet> voters;
    private final Membership membership;
    private final Peers peers;
    private final Consumer<Fence> fences;
    private final Clocks clocks;
    private final Timer timer;
    private final NodeStats stats;
    private final Rules rules;

    private final Map<NodeId, Cursor> cursors = new HashMap<>();
    private final Map<NodeId, Verdict> verdicts = new HashMap<>();
    private final Deque<Round> rounds = new ArrayDeque<>();
    private final Deque<Long> lapses = new ArrayDeque<>();
    private volatile Term term = NEVER;
    private CompletableFuture<Void> regained = new CompletableFuture<>();
    private volatile long gainedNanos;
    private long lastRound;
    private long noEpochBefore;
    private boolean lapseCounted = true;
    private boolean askingAgain;
    private boolean closed;

    /**
     * @param voters the set that this node knows; null before there is one
     * @param fences applies a fence at once; called without this object's lock
     */
    public NodeLease(
            NodeId self,
            Supplier<@Nullable VoterSet> voters,
            Membership membership,
            Peers peers,
            Consumer<Fence> fences,
            Clocks clocks,
            Timer timer,
            NodeStats stats,
            Rules rules) {
        this.self = self;
        this.voters = voters;
        this.membership = membership;
        this.peers = peers;
        this.fences = fences;
        this.clocks = clocks;
        this.timer = timer;
        this.stats = stats;
        this.rules = rules;
        this.noEpochBefore = clocks.now();
    }

    /** For how long the lease has been held without a gap, in nanoseconds; 0 when it is not held. */
    public long heldNanos() {
        return held() ? clocks.now() - gainedNanos : 0;
    }

    /** Begins to ask the voters. */
    public void start() {
        ask();
        timer.after(LeaseTimes.RENEWAL, this::tick);
    }

    private void tick() {
        synchronized (this) {
            if (closed) {
                return;
            }
        }
        timer.after(LeaseTimes.RENEWAL, this::tick);
        noticeLapse();
        ask();
    }

    @Override
    public boolean held() {
        return holds(term);
    }

    private boolean holds(Term now) {
        boolean running = now.epoch != 0 && clocks.now() - now.endNanos < 0;
        return (running && !hasJumped(now)) || (rules.broken(Sabotage.NO_LEASE) && now.epoch != 0);
    }

    private boolean hasJumped(Term now) {
        long jump = Math.abs(clocks.apartMillis() - now.apartMillis);
        return jump > LeaseTimes.JUMP_MILLIS && !rules.broken(Sabotage.CLOCK_JUMP_IGNORED);
    }

    @Override
    public long epoch() {
        return rules.broken(Sabotage.EPOCH_KEEPS_VERIFICATIONS) ? Math.min(1, term.epoch) : term.epoch;
    }

    @Override
    public long remainingNanos() {
        Term now = term;
        if (rules.broken(Sabotage.NO_LEASE) && now.epoch != 0) {
            return LeaseTimes.LEASE;
        }
        return holds(now) ? Math.max(0, now.endNanos - clocks.now()) : 0;
    }

    @Override
    public synchronized CompletionStage<Void> regained() {
        if (held()) {
            return CompletableFuture.completedFuture(null);
        }
        if (term.epoch == 0 || clocks.now() - term.endNanos > LeaseTimes.LAPSE_WAIT) {
            return CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_LEASE));
        }
        CompletableFuture<Void> waiting = regained.copy();
        Timer.Alarm alarm = timer.after(
                LeaseTimes.LAPSE_WAIT, () -> waiting.completeExceptionally(NodeException.notCached(Reason.NO_LEASE)));
        return waiting.whenComplete((held, error) -> alarm.cancel());
    }

    /** The lease ends now, because this node has learnt that it is a member no more or has missed something. */
    public synchronized void end() {
        term = new Term(term.epoch, clocks.now(), term.apartMillis);
        rounds.clear();
    }

    /** No lease is held or asked for any more. */
    public synchronized void close() {
        closed = true;
        lapseCounted = true;
        end();
    }

    /** What each voter has last answered, for people. */
    public synchronized Map<NodeId, Verdict> verdicts() {
        return Map.copyOf(verdicts);
    }

    private synchronized void noticeLapse() {
        if (!lapseCounted && !held()) {
            lapseCounted = true;
            stats.count(Counter.LEASE_LAPSES);
            long now = clocks.now();
            lapses.addLast(now);
            while (now - lapses.getFirst() > LeaseTimes.FLAPPING) {
                lapses.removeFirst();
            }
            noEpochBefore = now + Math.min(LeaseTimes.FLAPPING_WAIT, (lapses.size() - 1) * LeaseTimes.LEASE / 2);
        }
    }

    private void ask() {
        VoterSet set = voters.get();
        if (set == null) {
            return;
        }
        Round round;
        synchronized (this) {
            if (closed) {
                return;
            }
            cursors.keySet().retainAll(set.voters());
            verdicts.keySet().retainAll(set.voters());
            round = new Round(++lastRound, clocks);
            rounds.addLast(round);
            if (rounds.size() > ROUNDS_UNDER_WAY) {
                rounds.removeFirst();
            }
        }
        for (NodeId voter : set.voters()) {
            peers.renew(voter, question(set, round.id, voter)).whenComplete((answer, error) -> {
                if (error == null) {
                    answered(set, round, voter, answer);
                }
            });
        }
    }

    private synchronized Renew question(VoterSet set, long round, NodeId voter) {
        Cursor cursor = cursors.getOrDefault(voter, new Cursor(0, 0));
        return new Renew(
                round,
                set.version(),
                self,
                membership.self(),
                membership.joined(membership.self()),
                cursor.incarnation,
                cursor.confirmed);
    }

    private void answered(VoterSet set, Round round, NodeId voter, RenewAck answer) {
        answer.fences().forEach(fences);
        CompletableFuture<Void> waiting = null;
        synchronized (this) {
            if (closed) {
                return;
            }
            verdicts.put(voter, answer.verdict());
            confirm(voter, answer);
            if (answer.verdict() == Verdict.GRANTED && rounds.contains(round)) {
                round.granted.add(voter);
                waiting = holdIfQuorum(set, round);
            } else if (answer.verdict() == Verdict.CONFIRM_FIRST) {
                askAgain();
            } else if (answer.verdict() == Verdict.RESET) {
                end();
                askAgain();
            }
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Answers may come in another order than they were given: of one incarnation the highest number counts. */
    private void confirm(NodeId voter, RenewAck answer) {
        boolean counts = answer.verdict() == Verdict.GRANTED
                || answer.verdict() == Verdict.CONFIRM_FIRST
                || answer.verdict() == Verdict.RESET;
        if (counts) {
            Cursor next = new Cursor(answer.incarnation(), answer.confirmed());
            cursors.merge(
                    voter,
                    next,
                    (old, now) -> old.incarnation == now.incarnation && old.confirmed > now.confirmed ? old : now);
        }
    }

    private void askAgain() {
        if (!askingAgain) {
            askingAgain = true;
            timer.after(LeaseTimes.RENEWAL_AGAIN, () -> {
                synchronized (this) {
                    askingAgain = false;
                }
                ask();
            });
        }
    }

    /** The futures of those who wait for the lease, if it has just been gained. */
    private @Nullable CompletableFuture<Void> holdIfQuorum(VoterSet set, Round round) {
        if (round.granted.size() < set.quorum(peers.members(), rules) || !set.equals(voters.get())) {
            return null;
        }
        long now = clocks.now();
        long end = round.sentNanos + LeaseTimes.LEASE;
        Term old = term;
        if (holds(old)) {
            if (end - old.endNanos > 0) {
                term = new Term(old.epoch, end, round.apartMillis);
            }
            return null;
        }
        noticeLapse();
        Term next = new Term(old.epoch + 1, end, round.apartMillis);
        // The machine may have been suspended since the round was sent: then what was granted is over.
        if (end - now <= 0 || now - noEpochBefore < 0 || hasJumped(next)) {
            return null;
        }
        term = next;
        gainedNanos = now;
        lapseCounted = false;
        CompletableFuture<Void> waiting = regained;
        regained = new CompletableFuture<>();
        return waiting;
    }
}
