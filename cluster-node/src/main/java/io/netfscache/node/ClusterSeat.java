package io.netfscache.node;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.coherence.EvictionWatch;
import io.netfscache.node.metadata.ClusterMember;
import io.netfscache.node.metadata.RecordOwner;
import io.netfscache.protocol.Rules;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The place of a node among the members: in each Hazelcast instance that it becomes it answers for the records there, and when
 * the voters have evicted it, it comes back as another member.
 *
 * <p><b>Lock.</b> None of its own: {@link ClusterMember} lets one thread at a time leave and join.
 */
final class ClusterSeat {
    private static final Logger log = LoggerFactory.getLogger(ClusterSeat.class);

    private final ClusterMember member;
    private final NodeCore core;
    private final NodeThreads threads;
    private final RecordOwner owner;
    private final Consumer<HazelcastInstance> cameBack;

    /**
     * Begins to answer for records, while the lease is held.
     *
     * @param cameBack is given what the node has become, on a thread that may block for seconds
     */
    ClusterSeat(
            ClusterMember member,
            NodeCore core,
            NodeThreads threads,
            Rules rules,
            Consumer<HazelcastInstance> cameBack) {
        this.member = member;
        this.core = core;
        this.threads = threads;
        this.cameBack = cameBack;
        this.owner = new RecordOwner(core.lease(), member, core.watch()::heard, rules);
        owner.answerOn(member.hazelcast());
    }

    /** From now on the node comes back when the voters have evicted it. */
    void keep(LongSupplier nanoClock) {
        new EvictionWatch(
                        core.lease(),
                        core.lease()::verdicts,
                        core.voter()::voters,
                        threads.alarms(),
                        nanoClock,
                        () -> threads.cluster().execute(this::takeAgain))
                .start();
    }

    /** The voters have evicted this member: it comes back as another one. Blocks for seconds. */
    void takeAgain() {
        try {
            if (member.joinAgain()) {
                owner.answerOn(member.hazelcast());
                cameBack.accept(member.hazelcast());
            }
        } catch (RuntimeException e) {
            log.atError().setCause(e).log("this node could not join the cluster again; the next try is in a minute");
        }
    }
}
