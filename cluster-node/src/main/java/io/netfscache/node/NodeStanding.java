package io.netfscache.node;

import io.netfscache.node.admin.Readiness;
import io.netfscache.node.metadata.ClusterMember;
import io.netfscache.node.voters.ClusterEntry;
import io.netfscache.node.voters.VoterService;
import io.netfscache.node.voters.VoterStatus;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.View;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * How a node stands with the voters of its cluster: in words for operators, and as what makes it ready. Asks the parts of the
 * node anew at each call; any thread, no lock.
 *
 * @param members that the node sees now
 */
record NodeStanding(
        NodeId self,
        NodeCore core,
        VoterService voters,
        ClusterEntry entry,
        ClusterMember member,
        Supplier<List<View.Member>> members)
        implements Readiness.Subject {
    VoterStatus status() {
        long left = core.lease().remainingNanos();
        return new VoterStatus(
                self,
                core.voter().voters(),
                entry.waitingFor(),
                members.get(),
                core.lease().verdicts(),
                left == 0 ? 0 : Math.max(1, TimeUnit.NANOSECONDS.toMillis(left)),
                core.lease().epoch(),
                core.voter().votes(),
                voters.awaitsDecision());
    }

    @Override
    public boolean holdsLease() {
        return core.lease().held();
    }

    @Override
    public long epoch() {
        return core.lease().epoch();
    }

    @Override
    public Optional<String> silence() {
        return status().silence();
    }

    @Override
    public boolean isBackedUp() {
        return member.isBackedUp();
    }
}
