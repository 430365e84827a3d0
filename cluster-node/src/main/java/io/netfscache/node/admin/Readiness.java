package io.netfscache.node.admin;

import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Whether a node may be counted on (COHERENCE 10): it holds its lease, no voter is silent after a start, and the records have
 * their backups. The last two are asked for once in each epoch, thus after each start and each gap: until then whoever
 * restarts nodes one after the other has to wait, afterwards one node that hangs must not make all others look unready.
 * Safe for use by many threads; never blocks.
 */
public final class Readiness {
    /** The node, as far as it matters here. Any thread. */
    public interface Subject {
        boolean holdsLease();

        /** Number of leases gained after a gap. */
        long epoch();

        /** Which voter does not answer yet; empty: all that are members do. */
        Optional<String> silence();

        /** Whether every record has the copies that it should have; may block for seconds. */
        boolean isBackedUp();
    }

    private final Subject subject;
    private final Executor blocking;
    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean leaving = new AtomicBoolean();
    private volatile long backedUpEpoch;
    private volatile long readyEpoch;
    private volatile String answer = "it is not known yet whether the records are backed up";

    /** @param blocking for {@link Subject#isBackedUp}; may refuse */
    public Readiness(Subject subject, Executor blocking) {
        this.subject = subject;
        this.blocking = blocking;
    }

    /** From now on the node is not ready; whether that is new. */
    public boolean leave() {
        return leaving.compareAndSet(false, true);
    }

    boolean isLeaving() {
        return leaving.get();
    }

    /** Why the node is not ready; empty: it is. */
    public Optional<String> problem() {
        if (leaving.get()) {
            return Optional.of("the node is leaving");
        }
        if (!subject.holdsLease()) {
            return Optional.of("no serving lease");
        }
        long epoch = subject.epoch();
        if (readyEpoch == epoch) {
            return Optional.empty();
        }
        Optional<String> silence = subject.silence();
        if (silence.isPresent()) {
            return silence;
        }
        if (backedUpEpoch != epoch) {
            ask(epoch);
            // An executor that runs what it is given at once has answered by now.
            if (backedUpEpoch != epoch) {
                return Optional.of(answer);
            }
        }
        readyEpoch = epoch;
        return Optional.empty();
    }

    private void ask(long epoch) {
        if (!asking.compareAndSet(false, true)) {
            return;
        }
        try {
            blocking.execute(() -> look(epoch));
        } catch (RejectedExecutionException busy) {
            answer = "no time yet to find out whether the records are backed up";
            asking.set(false);
        }
    }

    private void look(long epoch) {
        try {
            if (subject.isBackedUp()) {
                backedUpEpoch = epoch;
            } else {
                answer = "not all records have their backups yet";
            }
        } catch (RuntimeException notNow) {
            answer = "whether the records are backed up cannot be told now: " + notNow.getMessage();
        } finally {
            asking.set(false);
        }
    }
}
