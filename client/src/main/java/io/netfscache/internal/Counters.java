package io.netfscache.internal;

import io.netfscache.ClientStats;
import io.netfscache.FsCache;
import io.netfscache.protocol.Reason;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** The counters behind {@link ClientStats}; the netfs layer counts its own here too. */
public final class Counters {
    public final LongAdder cacheBytes = new LongAdder();
    public final LongAdder originBytes = new LongAdder();
    public final LongAdder folioBytes = new LongAdder();
    public final LongAdder storedBytes = new LongAdder();
    public final LongAdder socketBytesReceived = new LongAdder();
    public final LongAdder socketBytesSent = new LongAdder();
    public final LongAdder requests = new LongAdder();
    public final LongAdder checksumMisses = new LongAdder();
    public final LongAdder staleRetries = new LongAdder();
    private final Map<String, LongAdder> notCached = new ConcurrentHashMap<>();

    /** Those of {@code cache}; a cache that has none gets fresh ones. */
    public static Counters of(FsCache cache) {
        return cache instanceof ClusterCache cluster ? cluster.counters() : new Counters();
    }

    /** Counts one thing that was not cached. */
    public void notCached(Reason reason) {
        notCached.computeIfAbsent(reason.name(), name -> new LongAdder()).increment();
    }

    public ClientStats snapshot() {
        Map<String, Long> reasons = new TreeMap<>();
        notCached.forEach((reason, count) -> reasons.put(reason, count.sum()));
        return new ClientStats(
                cacheBytes.sum(),
                originBytes.sum(),
                folioBytes.sum(),
                storedBytes.sum(),
                socketBytesReceived.sum(),
                socketBytesSent.sum(),
                requests.sum(),
                checksumMisses.sum(),
                staleRetries.sum(),
                reasons);
    }
}
