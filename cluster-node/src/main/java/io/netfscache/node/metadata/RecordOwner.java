package io.netfscache.node.metadata;

import com.hazelcast.core.HazelcastInstance;
import io.netfscache.node.coherence.Membership;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.protocol.MemberList;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import io.netfscache.protocol.SessionId;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The node on which a record's processors run. It is in the user context of the node's Hazelcast instance; until it has
 * been put there, the member refuses every operation. Any thread.
 */
public final class RecordOwner {
    private static final String NAME = RecordOwner.class.getName();

    private final ServingLease lease;
    private final Membership membership;
    private final Consumer<SessionId> heard;
    private final Rules rules;

    /** @param heard is told of each session that is alive and has its record here; must not block */
    public RecordOwner(ServingLease lease, Membership membership, Consumer<SessionId> heard, Rules rules) {
        this.lease = lease;
        this.membership = membership;
        this.heard = heard;
        this.rules = rules;
    }

    /** From now on the member answers for the records that it owns, while the lease is held. */
    public void answerOn(HazelcastInstance hazelcast) {
        hazelcast.getUserContext().put(NAME, this);
    }

    static @Nullable RecordOwner of(HazelcastInstance hazelcast) {
        return (RecordOwner) hazelcast.getUserContext().get(NAME);
    }

    /** The rules that are kept there: all, until a node answers on it. */
    static Rules rulesOn(HazelcastInstance hazelcast) {
        RecordOwner owner = of(hazelcast);
        return owner == null ? Rules.ALL : owner.rules;
    }

    /** A member that the others have lost may have old records: only the lease says that it is none (COHERENCE 4.2). */
    boolean mayAnswer() {
        return lease.held() || rules.broken(Sabotage.OWNER_WITHOUT_LEASE);
    }

    void heard(SessionId session) {
        heard.accept(session);
    }

    /** Whom this member sees: those it does not see any more must not be granted leases any more (COHERENCE 3.3). */
    MemberList members() {
        return membership.list();
    }
}
