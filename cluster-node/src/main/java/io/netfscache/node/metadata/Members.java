package io.netfscache.node.metadata;

import com.hazelcast.cluster.Cluster;
import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.cluster.MembershipListener;
import com.hazelcast.core.HazelcastInstance;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.View;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;

/** The nodes that are members now, as each of them describes itself in its attributes. Any thread. */
public final class Members implements AutoCloseable {
    /** A member, and whether it is this one. */
    public record Joined(View.Member node, boolean self) {}

    private final int quorum;
    private final Consumer<List<View.Member>> changed;
    private final MembershipListener listener;
    private volatile Cluster cluster;
    private volatile UUID registration;

    /**
     * @param quorum members that must see each other for the cluster to work
     * @param changed is given the members after each change, one list after another, on a thread of Hazelcast, and must
     *     not block; those at construction are announced by {@link #announce} only
     */
    public Members(HazelcastInstance hazelcast, int quorum, Consumer<List<View.Member>> changed) {
        this.cluster = hazelcast.getCluster();
        this.quorum = quorum;
        this.changed = changed;
        this.listener = new MembershipListener() {
            @Override
            public void memberAdded(MembershipEvent event) {
                announce();
            }

            @Override
            public void memberRemoved(MembershipEvent event) {
                announce();
            }
        };
        this.registration = cluster.addMembershipListener(listener);
    }

    /** Tells of the members as they are now. A list that was taken earlier is never told later. */
    public synchronized void announce() {
        changed.accept(nodes());
    }

    /** The node is another member from now on; the one that it was has ended. */
    public void moveTo(HazelcastInstance hazelcast) {
        cluster = hazelcast.getCluster();
        registration = cluster.addMembershipListener(listener);
    }

    /** The members, sorted by node id. Of several of one id, which must not be, the one that joined first. */
    public List<View.Member> nodes() {
        Map<NodeId, View.Member> byId = new LinkedHashMap<>();
        inJoinOrder().forEach(joined -> byId.putIfAbsent(joined.node().id(), joined.node()));
        return byId.values().stream()
                .sorted(Comparator.comparing(node -> node.id().toString()))
                .toList();
    }

    /** The members in the order in which they joined. */
    public List<Joined> inJoinOrder() {
        return cluster.getMembers().stream()
                .map(member -> new Joined(node(member), member.localMember()))
                .toList();
    }

    public int size() {
        return cluster.getMembers().size();
    }

    public boolean hasQuorum() {
        return size() >= quorum;
    }

    /** No change is announced any more. */
    @Override
    public void close() {
        cluster.removeMembershipListener(registration);
    }

    private static View.Member node(Member member) {
        return new View.Member(
                NodeId.parse(attribute(member, HazelcastSettings.NODE_ID)),
                attribute(member, HazelcastSettings.DATA_HOST),
                Integer.parseInt(attribute(member, HazelcastSettings.DATA_PORT)),
                Integer.parseInt(attribute(member, HazelcastSettings.WEIGHT)),
                caches(member));
    }

    static List<String> caches(Member member) {
        return List.of(attribute(member, HazelcastSettings.CACHES).split(HazelcastSettings.CACHE_SEPARATOR, -1));
    }

    private static String attribute(Member member, String name) {
        String value = member.getAttribute(name);
        if (value == null) {
            throw new IllegalStateException("member " + member.getAddress() + " does not say its " + name
                    + ": it is not a node of netfs-cache; keep it out of the cluster");
        }
        return value;
    }
}
