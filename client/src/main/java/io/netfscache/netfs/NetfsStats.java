package io.netfscache.netfs;

import java.util.Map;

/**
 * Counters of one mount since it began. A byte that a read delivers came from the cluster ({@link
 * io.netfscache.ClientStats#cacheBytes()}), from the origin or, when it had been fetched for an earlier read, from a
 * folio: none is counted twice.
 *
 * @param originBytes bytes that were taken from the origin
 * @param folioBytes bytes that reads took from folios beyond what those were fetched for
 * @param staleRetries reads that were done again because the contents changed
 * @param dirtyBytes memory of pages that are written and not at the origin, now
 * @param writtenBytes bytes that were written to the origin
 * @param lostBytes written bytes that were dropped because the origin did not take them until their file was closed
 * @param notCached how often something was not cached, by reason
 */
public record NetfsStats(
        long originBytes,
        long folioBytes,
        long staleRetries,
        long dirtyBytes,
        long writtenBytes,
        long lostBytes,
        Map<String, Long> notCached) {
    public NetfsStats {
        notCached = Map.copyOf(notCached);
    }
}
