package io.netfscache.netfs;

import io.netfscache.protocol.Reason;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link NetfsStats}. */
final class NetfsCounters {
    final LongAdder originBytes = new LongAdder();
    final LongAdder folioBytes = new LongAdder();
    final LongAdder staleRetries = new LongAdder();
    final AtomicLong dirtyBytes = new AtomicLong();
    final LongAdder writtenBytes = new LongAdder();
    final LongAdder lostBytes = new LongAdder();
    private final Map<String, LongAdder> notCached = new ConcurrentHashMap<>();

    /** Counts one thing of the file that was not cached, for a reason that only this layer knows: the cluster is told. */
    void notCached(FileNode inode, Reason reason) {
        notCached(reason);
        inode.noteNotCached(reason);
    }

    /** Counts one thing that was not cached, as the cache has said. */
    void notCached(Reason reason) {
        notCached.computeIfAbsent(reason.name(), name -> new LongAdder()).increment();
    }

    NetfsStats snapshot() {
        Map<String, Long> reasons = new TreeMap<>();
        notCached.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new NetfsStats(
                originBytes.sum(),
                folioBytes.sum(),
                staleRetries.sum(),
                dirtyBytes.get(),
                writtenBytes.sum(),
                lostBytes.sum(),
                reasons);
    }
}
