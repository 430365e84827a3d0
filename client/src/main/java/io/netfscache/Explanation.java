package io.netfscache;

import io.netfscache.protocol.Reason;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that a cluster knows of one object, for whoever asks why it is cached or is not.
 *
 * @param volume the volume's record, if there is one
 * @param object the object's record, if there is one
 * @param chunks who holds what of it
 * @param nodes what each node of the view says of it
 * @param recent why it was not cached lately, the latest first
 */
public record Explanation(
        Optional<VolumeInfo> volume,
        Optional<CookieInfo> object,
        List<ChunkLocation> chunks,
        List<OfNode> nodes,
        List<NotCached> recent) {
    public Explanation {
        chunks = List.copyOf(chunks);
        nodes = List.copyOf(nodes);
        recent = List.copyOf(recent);
    }

    /**
     * What one node says.
     *
     * @param reachable whether it answered; else the rest means nothing
     * @param serving whether it holds a serving lease
     * @param verified whether it has verified the current generation since it gained the lease
     * @param sessions sessions of clients at this node that use the object
     */
    public record OfNode(
            String node, String address, boolean reachable, boolean serving, boolean verified, int sessions) {}

    /**
     * Times at which the object was not cached for the same reason.
     *
     * @param node who remembers it
     * @param reporter who met it: the principal or address of the client that told the node; empty: the node itself
     * @param age since the last time
     * @param count how often, since the node started or forgot
     */
    public record NotCached(Reason reason, String node, String reporter, Duration age, long count) {}
}
