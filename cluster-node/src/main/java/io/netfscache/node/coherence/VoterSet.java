package io.netfscache.node.coherence;

import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.List;
import java.util.Set;

/**
 * The nodes whose grants make a lease and whose answers make a fence complete (COHERENCE 2.1). Fixed when the cluster
 * first starts, kept by each node on its disk, and changed only by replacing one voter at a time.
 *
 * @param clusterId names the cluster for good
 * @param version of the set; 1 is the first
 * @param voters 1, 3 or 5 nodes
 */
public record VoterSet(long clusterId, long version, List<NodeId> voters) {
    /** Most voters. */
    public static final int MAX_VOTERS = 5;

    public VoterSet {
        voters = List.copyOf(voters);
        if (voters.size() > MAX_VOTERS || voters.size() % 2 == 0) {
            throw new IllegalArgumentException("a cluster has 1, 3 or 5 voters, not " + voters.size());
        }
        if (voters.stream().distinct().count() != voters.size()) {
            throw new IllegalArgumentException("a node is named twice among the voters " + voters);
        }
        if (version < 1) {
            throw new IllegalArgumentException("the version of a voter set is at least 1, not " + version);
        }
    }

    /** How many voters a new cluster of {@code nodes} nodes has: rounded down to odd, at most 3. */
    public static int defaultVoters(int nodes) {
        return nodes >= 3 ? 3 : 1;
    }

    public int quorum() {
        return voters.size() / 2 + 1;
    }

    /** The quorum where {@code inSight} are the members; the same everywhere, unless that rule is broken on purpose. */
    int quorum(Set<NodeId> inSight, Rules rules) {
        if (rules.broken(Sabotage.QUORUM_FROM_VIEW)) {
            long visible = voters.stream().filter(inSight::contains).count();
            return (int) visible / 2 + 1;
        }
        return quorum();
    }

    public boolean contains(NodeId node) {
        return voters.contains(node);
    }

    /** The next set, in which {@code replacement} has the place of {@code lost}. */
    public VoterSet replaced(NodeId lost, NodeId replacement) {
        List<NodeId> next = voters.stream()
                .map(each -> each.equals(lost) ? replacement : each)
                .toList();
        return new VoterSet(clusterId, version + 1, next);
    }
}
