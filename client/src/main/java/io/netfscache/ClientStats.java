package io.netfscache;

import java.util.Map;

/**
 * Counters of one client since it started.
 *
 * @param cacheBytes bytes that reads took from the cluster
 * @param storedBytes bytes that nodes took as new
 * @param socketBytesReceived bytes that came from nodes, headers included
 * @param socketBytesSent bytes that went to nodes, headers included
 * @param requests requests sent to nodes, heart-beats not counted
 * @param checksumMisses reads whose bytes did not match their checksums: each is a miss
 * @param sessionsExpired times that this client was without a heart-beat for more than 25 s: the cluster may have taken
 *     its marks away, and has given new generations to what it was modifying
 * @param presumedMisses reads that were told without asking a node that everything is missing, since the object was new
 *     ({@link Cookie#notePageRelease})
 * @param notCached how often something was not cached, by reason
 */
public record ClientStats(
        long cacheBytes,
        long storedBytes,
        long socketBytesReceived,
        long socketBytesSent,
        long requests,
        long checksumMisses,
        long sessionsExpired,
        long presumedMisses,
        Map<String, Long> notCached) {
    public ClientStats {
        notCached = Map.copyOf(notCached);
    }
}
