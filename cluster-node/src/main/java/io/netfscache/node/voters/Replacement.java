package io.netfscache.node.voters;

import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.Voters;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** An operator's wish to replace a voter, made out against a voter set and the members, or refused with what to do. */
final class Replacement {
    private final VoterSet current;
    private final List<NodeId> members;
    private final NodeId lost;
    private final NodeId replacement;

    private Replacement(VoterSet current, List<NodeId> members, NodeId lost, NodeId replacement) {
        this.current = current;
        this.members = members;
        this.lost = lost;
        this.replacement = replacement;
    }

    /** @throws NodeException EINVAL when the ids name no voter or no node that can become one */
    static Replacement of(ReplaceVoter wish, VoterSet current, List<NodeId> members) {
        NodeId lost = one(
                wish.lost(),
                current.voters(),
                "is not a voter: the voters are " + text(current.voters()) + "; nothing needs to be replaced");
        if (current.voters().stream().anyMatch(voter -> matches(wish.replacement(), voter))) {
            throw refused("node " + wish.replacement()
                    + " is a voter already: name a member that is none; the voters are " + text(current.voters()));
        }
        NodeId replacement = one(
                wish.replacement(),
                members,
                "is not a member of the cluster now: start it, with the same --join and --cluster-name, and take its"
                        + " id from its ready line or from the status");
        return new Replacement(current, members, lost, replacement);
    }

    private static NodeId one(String prefix, List<NodeId> among, String otherwise) {
        List<NodeId> found =
                among.stream().filter(node -> matches(prefix, node)).distinct().toList();
        if (found.size() > 1) {
            throw refused("\"" + prefix + "\" is the beginning of more than one node id: " + text(found)
                    + "; give more digits");
        }
        if (found.isEmpty()) {
            throw refused("node \"" + prefix + "\" " + otherwise);
        }
        return found.get(0);
    }

    private static boolean matches(String prefix, NodeId node) {
        return !prefix.isEmpty() && node.toString().startsWith(prefix);
    }

    /** The nodes that have to say which set they know: the voters that are members, and the new one. */
    Set<NodeId> surveyed() {
        Set<NodeId> nodes = new HashSet<>(current.voters());
        nodes.retainAll(members);
        nodes.add(replacement);
        return nodes;
    }

    /**
     * One change at a time: all voters that live know the present set before the next is decided (COHERENCE 2.1).
     *
     * @param answers what the surveyed nodes that answered know
     * @throws NodeException when there is no quorum, or one of them lags behind
     */
    VoterSet wanted(Map<NodeId, Voters> answers) {
        Voters expected = VoterRegister.frame(current);
        Set<NodeId> ready = new HashSet<>(current.voters());
        ready.removeIf(voter -> !expected.equals(answers.get(voter)));
        if (ready.size() < current.quorum()) {
            throw Proposals.noQuorum(current, ready);
        }
        for (NodeId voter : current.voters()) {
            if (members.contains(voter) && !voter.equals(lost) && !ready.contains(voter)) {
                throw new NodeException(
                        ErrorCode.EBUSY,
                        Reason.NONE,
                        "voter " + voter + " is a member and does not say that it knows voter set " + current.version()
                                + ": wait until it does, or stop it, and try again");
            }
        }
        Voters answer = answers.get(replacement);
        if (answer == null || !answer.equals(expected)) {
            String why = answer == null
                    ? "does not answer: look at its log, and try again when it serves"
                    : "belongs to cluster %016x and not to %016x: give it an empty data directory"
                            .formatted(answer.clusterId(), current.clusterId());
            throw new NodeException(ErrorCode.EBUSY, Reason.NONE, "node " + replacement + " " + why);
        }
        return current.replaced(lost, replacement);
    }

    private static String text(List<NodeId> nodes) {
        return String.join(", ", nodes.stream().map(NodeId::toString).toList());
    }

    private static NodeException refused(String message) {
        return new NodeException(ErrorCode.EINVAL, Reason.NONE, message);
    }
}
