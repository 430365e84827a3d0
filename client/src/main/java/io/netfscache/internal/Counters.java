package io.netfscache.internal;

import io.netfscache.ClientStats;
import io.netfscache.protocol.Reason;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link ClientStats}. */
final class Counters {
    final LongAdder cacheBytes = new LongAdder();
    final LongAdder storedBytes = new LongAdder();
    final LongAdder socketBytesReceived = new LongAdder();
    final LongAdder socketBytesSent = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder checksumMisses = new LongAdder();
    final LongAdder sessionsExpired = new LongAdder();
    final LongAdder presumedMisses = new LongAdder();
    private final Map<String, LongAdder> notCached = new ConcurrentHashMap<>();

    /** Counts one thing that was not cached. */
    void notCached(Reason reason) {
        notCached.computeIfAbsent(reason.name(), name -> new LongAdder()).increment();
    }

    ClientStats snapshot() {
        Map<String, Long> reasons = new TreeMap<>();
        notCached.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new ClientStats(
                cacheBytes.sum(),
                storedBytes.sum(),
                socketBytesReceived.sum(),
                socketBytesSent.sum(),
                requests.sum(),
                checksumMisses.sum(),
                sessionsExpired.sum(),
                presumedMisses.sum(),
                reasons);
    }
}
