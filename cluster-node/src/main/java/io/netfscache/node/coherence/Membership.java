package io.netfscache.node.coherence;

import io.netfscache.protocol.Limits;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;

/** The members of the cluster as this node sees them now; other nodes may see others. Safe for use by many threads. */
public interface Membership {
    /** Which member this node is now. */
    MemberId self();

    /** Version of the member list with which {@code member} joined; 0 when it is not a member. */
    long joined(MemberId member);

    /** The members now, this node among them. */
    MemberList list();

    /** Whether a member has a cache of that name, in service or not. */
    default boolean hasCache(String name) {
        return name.equals(Limits.DEFAULT_CACHE);
    }
}
