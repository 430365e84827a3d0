package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.MemberInfo;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.MembersView;
import io.netfscache.node.coherence.Membership;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Hazelcast's list of members with its version, which its public interface does not give (COHERENCE 3.3 needs it to tell
 * a member that has been lost from one that has just joined). Any thread.
 */
public final class HazelcastMembership implements Membership {
    private final ClusterServiceImpl cluster;

    public HazelcastMembership(HazelcastInstance hazelcast) {
        cluster = ((HazelcastInstanceProxy) hazelcast).getOriginal().node.getClusterService();
    }

    @Override
    public MemberId self() {
        return id(cluster.getThisUuid());
    }

    @Override
    public long joined(MemberId member) {
        for (MemberInfo info : view().getMembers()) {
            if (id(info.getUuid()).equals(member)) {
                return info.getMemberListJoinVersion();
            }
        }
        return 0;
    }

    @Override
    public MemberList list() {
        MembersView view = view();
        return new MemberList(
                view.getVersion(),
                view.getMembers().stream().map(info -> id(info.getUuid())).collect(Collectors.toUnmodifiableSet()));
    }

    private MembersView view() {
        return cluster.getMembershipManager().getMembersView();
    }

    private static MemberId id(UUID uuid) {
        return new MemberId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
