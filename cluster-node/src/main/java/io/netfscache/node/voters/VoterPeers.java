package io.netfscache.node.voters;

import io.netfscache.protocol.Frame;
import io.netfscache.protocol.NodeId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/** The other nodes, as far as the voter set is concerned. Safe for use by many threads; never blocks. */
public interface VoterPeers {
    /**
     * A member of the cluster.
     *
     * @param address of its data port, for people
     * @param self whether it is this node; a copy of its data directory has the same id and is not
     */
    record Seen(NodeId id, String address, boolean self) {}

    /** The members now in the order in which they joined, this node among them. */
    List<Seen> members();

    /** Completes with the answer of another node, or exceptionally when it gives another one or none in time. */
    <T extends Frame> CompletionStage<T> ask(NodeId node, Frame question, Class<T> answer);
}
