package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.instance.impl.HazelcastInstanceProxy;
import com.hazelcast.internal.cluster.MemberInfo;
import com.hazelcast.internal.cluster.impl.ClusterServiceImpl;
import com.hazelcast.internal.cluster.impl.MemberMap;
import com.hazelcast.internal.cluster.impl.MembersView;
import com.hazelcast.internal.cluster.impl.MembershipManager;
import io.netfscache.node.coherence.Membership;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Hazelcast's list of members with its version, which its public interface does not give (COHERENCE 3.3 needs it to tell
 * a member that has been lost from one that has just joined). Any thread.
 */
public final class HazelcastMembership implements Membership {
    /**
     * A list and the versions with which its members joined.
     *
     * @param source Hazelcast's own map of members, which it replaces at each change
     */
    private record Snapshot(MemberMap source, MemberList list, Map<MemberId, Long> joined) {}

    private final ClusterServiceImpl cluster;
    /** Every fence and every renewal asks; the members change hardly ever. */
    private volatile @Nullable Snapshot latest;

    public HazelcastMembership(HazelcastInstance hazelcast) {
        cluster = ((HazelcastInstanceProxy) hazelcast).getOriginal().node.getClusterService();
    }

    @Override
    public MemberId self() {
        return id(cluster.getThisUuid());
    }

    @Override
    public long joined(MemberId member) {
        return snapshot().joined.getOrDefault(member, 0L);
    }

    @Override
    public MemberList list() {
        return snapshot().list;
    }

    @Override
    public boolean hasCache(String name) {
        return cluster.getMembers().stream()
                .anyMatch(member -> Members.caches(member).contains(name));
    }

    private Snapshot snapshot() {
        MembershipManager members = cluster.getMembershipManager();
        MemberMap source = members.getMemberMap();
        Snapshot known = latest;
        if (known != null && known.source == source) {
            return known;
        }
        MembersView view = members.getMembersView();
        Map<MemberId, Long> joined = new HashMap<>();
        for (MemberInfo info : view.getMembers()) {
            joined.put(id(info.getUuid()), (long) info.getMemberListJoinVersion());
        }
        Snapshot now = new Snapshot(source, new MemberList(view.getVersion(), joined.keySet()), joined);
        // While a member joins, its own version is put into the map that is there already.
        if (joined.values().stream().allMatch(version -> version > 0)) {
            latest = now;
        }
        return now;
    }

    private static MemberId id(UUID uuid) {
        return new MemberId(uuid.getMostSignificantBits(), uuid.getLeastSignificantBits());
    }
}
