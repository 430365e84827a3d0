package io.netfscache.node.peer;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.View;
import java.util.List;

/** The members of the cluster and what proves that one is a member. */
public interface PeerDirectory {
    /** All members now, this node among them. */
    List<View.Member> members();

    /** The secret that members share. */
    Bytes secret();
}
