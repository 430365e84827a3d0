package io.netfscache.node.server;

import io.netfscache.node.NodeStats;
import io.netfscache.node.cache.Caches;
import io.netfscache.node.coherence.FenceReceiver;
import io.netfscache.node.coherence.Voter;
import io.netfscache.node.inspect.Inspection;
import io.netfscache.node.session.Sessions;
import io.netfscache.node.voters.VoterService;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.NodeId;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What the handlers of connections work with.
 *
 * @param peerSecret what members prove themselves with
 * @param status what the node says of itself
 */
public record NodeServices(
        NodeId id,
        int chunkBytes,
        Supplier<Bytes> peerSecret,
        DataRequests data,
        ObjectHoldings holdings,
        Caches caches,
        MetadataRequests metadata,
        FenceReceiver fences,
        Voter voter,
        VoterService voters,
        Sessions sessions,
        ClientConnections clients,
        Inspection inspection,
        Supplier<Map<String, String>> status,
        NodeStats stats) {}
