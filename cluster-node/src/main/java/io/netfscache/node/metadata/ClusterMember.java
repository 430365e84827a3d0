package io.netfscache.node.metadata;

import com.hazelcast.config.Config;
import com.hazelcast.core.Hazelcast;
import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.coherence.Membership;
import io.netfscache.protocol.MemberId;
import io.netfscache.protocol.MemberList;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The Hazelcast member that a node is now. A node that the voters have evicted leaves and comes back as another member
 * (COHERENCE 9). Any thread; joining and leaving block for seconds.
 */
public final class ClusterMember implements Membership, AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(ClusterMember.class);

    private final Supplier<Config> settings;
    private volatile HazelcastInstance hazelcast;
    private volatile HazelcastMembership membership;
    private boolean closed;

    private ClusterMember(Supplier<Config> settings) {
        this.settings = settings;
        this.hazelcast = Hazelcast.newHazelcastInstance(settings.get());
        this.membership = new HazelcastMembership(hazelcast);
    }

    /**
     * Joins those members that answer; fails as Hazelcast does.
     *
     * @param settings of each member that this node becomes
     */
    public static ClusterMember join(Supplier<Config> settings) {
        return new ClusterMember(settings);
    }

    /** Between two memberships it is the one that has ended. */
    public HazelcastInstance hazelcast() {
        return hazelcast;
    }

    /** Hands its records over, leaves, and joins with another member id; whether it has, which a closed one does not. */
    public synchronized boolean joinAgain() {
        if (closed) {
            return false;
        }
        log.atWarn().log("the voters have evicted this member, so it leaves the cluster and joins it again");
        hazelcast.shutdown();
        HazelcastInstance next = Hazelcast.newHazelcastInstance(settings.get());
        membership = new HazelcastMembership(next);
        hazelcast = next;
        return true;
    }

    @Override
    public MemberId self() {
        return membership.self();
    }

    @Override
    public long joined(MemberId member) {
        return membership.joined(member);
    }

    @Override
    public MemberList list() {
        return membership.list();
    }

    @Override
    public boolean hasCache(String name) {
        return membership.hasCache(name);
    }

    /** Whether every record has the copies that it should have, on all members. Blocks for up to 10 s. */
    public boolean isBackedUp() {
        return hazelcast.getPartitionService().isClusterSafe();
    }

    @Override
    public synchronized void close() {
        closed = true;
        try {
            logHandOver();
        } finally {
            hazelcast.shutdown();
        }
        log.atInfo().log("this node is no member any more");
    }

    private void logHandOver() {
        if (hazelcast.getLifecycleService().isRunning()) {
            log.atInfo().log(
                    "the records of {} objects are handed over to {} other members",
                    hazelcast
                            .getMap(HazelcastSettings.COOKIES)
                            .getLocalMapStats()
                            .getOwnedEntryCount(),
                    hazelcast.getCluster().getMembers().size() - 1);
        }
    }
}
