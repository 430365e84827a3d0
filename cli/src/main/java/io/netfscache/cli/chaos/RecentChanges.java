package io.netfscache.cli.chaos;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Which files have been invalidated just now, so that the readers of this process can look at them at once. Tells nothing
 * else: what a read may return they have to learn from the cluster. Thread-safe.
 */
final class RecentChanges {
    private record Change(long at, ChaosFile file) {}

    private final LongSupplier clock;
    private final Deque<Change> changes = new ArrayDeque<>();

    RecentChanges(LongSupplier clock) {
        this.clock = clock;
    }

    /** An invalidation of that file has been acknowledged. */
    synchronized void acknowledged(ChaosFile file) {
        changes.addLast(new Change(clock.getAsLong(), file));
        forgetOld();
    }

    /** The newest last. */
    synchronized List<ChaosFile> files() {
        forgetOld();
        return changes.stream().map(Change::file).toList();
    }

    private void forgetOld() {
        long oldest = clock.getAsLong() - ChaosLimits.SOON.toNanos();
        while (!changes.isEmpty() && (changes.peekFirst().at() < oldest || changes.size() > ChaosLimits.MAX_RECENT)) {
            changes.removeFirst();
        }
    }
}
