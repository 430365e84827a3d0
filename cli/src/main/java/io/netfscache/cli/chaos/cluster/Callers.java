package io.netfscache.cli.chaos.cluster;

import io.netfscache.protocol.NodeId;
import java.net.InetAddress;
import java.util.Optional;

/** Tells the firewall which node it is that calls. Called by its event loop: must not wait. */
interface Callers {
    /** The node whose Hazelcast connects from that address. */
    Optional<String> byAddress(InetAddress address);

    /** The node of that id. */
    Optional<String> byId(NodeId id);

    /** Whether a client calls itself what a node is called. */
    boolean isNode(String name);
}
