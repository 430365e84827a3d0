package io.netfscache.netfs;

import io.netfscache.CacheOperation;
import io.netfscache.protocol.Reason;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Stores bytes in the cache behind the readers' backs, a bounded number at a time. */
final class WriteBehind {
    private static final Logger LOG = LoggerFactory.getLogger(WriteBehind.class);

    private final long ceiling;
    private final NetfsCounters counters;
    private final LongSupplier clock;
    private final Map<FileNode, Long> pending = new HashMap<>();
    private long inFlight;

    WriteBehind(long ceiling, NetfsCounters counters, LongSupplier clock) {
        this.ceiling = ceiling;
        this.counters = counters;
        this.clock = clock;
    }

    /**
     * Stores {@code bytes}, which nobody may change any more, under the operation's generation. Waits for room, at most
     * {@link NetfsLimits#STORE_WAIT}; without room they are not stored.
     */
    void store(FileNode inode, CacheOperation operation, long position, ByteBuffer bytes) {
        int size = bytes.remaining();
        if (!awaitRoom(inode, size)) {
            counters.notCached(inode, Reason.OVER_LIMIT);
            return;
        }
        operation.write(position, bytes, (stored, error, async) -> {
            done(inode, size);
            if (error != null) {
                counters.notCached(error.reason());
                LOG.atDebug().addKeyValue("inode", inode).setCause(error).log("not stored");
            }
        });
    }

    private synchronized boolean awaitRoom(FileNode inode, int size) {
        if (size > ceiling || !awaitUntil(() -> inFlight + size <= ceiling, NetfsLimits.STORE_WAIT)) {
            return false;
        }
        inFlight += size;
        pending.merge(inode, 1L, Long::sum);
        return true;
    }

    private synchronized void done(FileNode inode, int size) {
        inFlight -= size;
        pending.computeIfPresent(inode, (key, count) -> count == 1 ? null : count - 1);
        notifyAll();
    }

    /** Waits until nothing of the inode is on its way, at most that long; whether that is so. */
    boolean await(FileNode inode, Duration longest) {
        return awaitUntil(() -> !pending.containsKey(inode), longest);
    }

    /** Waits until nothing at all is on its way. */
    boolean awaitAll(Duration longest) {
        return awaitUntil(pending::isEmpty, longest);
    }

    private synchronized boolean awaitUntil(BooleanSupplier condition, Duration longest) {
        long end = clock.getAsLong() + longest.toNanos();
        while (!condition.getAsBoolean()) {
            long millis = (end - clock.getAsLong()) / 1_000_000;
            if (millis <= 0) {
                return false;
            }
            try {
                wait(millis);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
        return true;
    }
}
