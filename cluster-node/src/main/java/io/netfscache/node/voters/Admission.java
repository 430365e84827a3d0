package io.netfscache.node.voters;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Voters;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a node that starts does next, given what it has on disk and what the other members say (COHERENCE 2.1). A pure
 * function of what is seen.
 */
final class Admission {
    /** What to do. */
    sealed interface Step {
        /** Look again later; why, for people. */
        record Wait(String why) implements Step {}

        /** This node cannot be one of this cluster; why, and what to do. */
        record Refuse(String why) implements Step {}

        /** This node has been in the cluster before; the newest set that is known. */
        record Resume(Voters set) implements Step {}

        /** The cluster is there and this node is new in it. */
        record Learn(Voters set) implements Step {}

        /** There is no cluster yet; the voters of the one that this node proposes. */
        record Found(List<NodeId> voters) implements Step {}
    }

    /**
     * What a node sees.
     *
     * @param kept the set on its disk, if any
     * @param members in the order in which they joined
     * @param answers of other members that have said what they know
     * @param nanos since it began to look
     */
    record Sight(@Nullable VoterSet kept, List<VoterPeers.Seen> members, Map<NodeId, Voters> answers, long nanos) {}

    private final int voters;
    private final int enough;

    /**
     * @param voters of a cluster that is founded here
     * @param majority of the nodes that the cluster is meant to have
     */
    Admission(int voters, int majority) {
        this.voters = voters;
        this.enough = Math.max(voters, majority);
    }

    Step next(Sight sight) {
        Optional<VoterPeers.Seen> same = sameId(sight.members());
        if (same.isPresent()) {
            String why = "the node at " + same.get().address() + " has this node's id, "
                    + same.get().id();
            return sight.nanos() < VoterLimits.SAME_ID.toNanos()
                    ? new Step.Wait(why + "; waiting for it to go")
                    : new Step.Refuse(why + ": the data directory has been copied, or is used twice; stop that node, or"
                            + " start this one with an empty data directory");
        }
        VoterSet kept = sight.kept();
        return kept == null ? first(sight) : again(sight, kept);
    }

    private static Optional<VoterPeers.Seen> sameId(List<VoterPeers.Seen> members) {
        NodeId self = members.stream()
                .filter(VoterPeers.Seen::self)
                .findFirst()
                .orElseThrow()
                .id();
        return members.stream()
                .takeWhile(member -> !member.self())
                .filter(member -> member.id().equals(self))
                .findFirst();
    }

    private Step first(Sight sight) {
        List<Voters> known =
                sight.answers().values().stream().filter(Voters::known).toList();
        long clusters = known.stream().map(Voters::clusterId).distinct().count();
        if (clusters > 1) {
            return new Step.Wait("the members belong to " + clusters + " clusters: stop those of the wrong one");
        }
        if (clusters == 1) {
            return new Step.Learn(newest(known));
        }
        int others = sight.members().size() - 1;
        if (sight.members().size() < enough) {
            return new Step.Wait("a new cluster is founded by " + enough + " nodes; "
                    + sight.members().size() + " are there: start the others");
        }
        if (sight.answers().size() < others) {
            return new Step.Wait("a new cluster is founded when all " + others
                    + " other members have said that they belong to none; "
                    + sight.answers().size() + " have");
        }
        return new Step.Found(
                sight.members().stream().map(VoterPeers.Seen::id).limit(voters).toList());
    }

    private static Step again(Sight sight, VoterSet kept) {
        Map<NodeId, Voters> strangers = strangers(kept, sight.answers());
        if (!strangers.isEmpty()) {
            int ours = 1
                    + (int) sight.answers().values().stream()
                            .filter(answer -> answer.known() && answer.clusterId() == kept.clusterId())
                            .count();
            boolean late = sight.nanos() >= VoterLimits.STRANGERS.toNanos() && earlier(sight.members(), strangers);
            String why = stranger(kept, strangers, sight.members());
            return strangers.size() > ours || late ? new Step.Refuse(why) : new Step.Wait(why);
        }
        boolean heard = sight.answers().size() >= sight.members().size() - 1;
        if (!heard && sight.nanos() < VoterLimits.ANSWERS.toNanos()) {
            return new Step.Wait("waiting for what the other members know of the cluster");
        }
        Voters own = VoterRegister.frame(kept);
        return new Step.Resume(newest(Stream.concat(Stream.of(own), sight.answers().values().stream())
                .filter(Voters::known)
                .toList()));
    }

    /**
     * Why a node that serves has to leave, if it has: two Hazelcast clusters have become one, and those who were in it
     * before belong to another cluster of ours.
     */
    static Optional<String> merged(VoterSet known, List<VoterPeers.Seen> members, Map<NodeId, Voters> answers) {
        Map<NodeId, Voters> strangers = strangers(known, answers);
        return earlier(members, strangers) ? Optional.of(stranger(known, strangers, members)) : Optional.empty();
    }

    private static Map<NodeId, Voters> strangers(VoterSet kept, Map<NodeId, Voters> answers) {
        return answers.entrySet().stream()
                .filter(answer -> answer.getValue().known() && answer.getValue().clusterId() != kept.clusterId())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Whether one of them joined before this node. */
    private static boolean earlier(List<VoterPeers.Seen> members, Map<NodeId, Voters> strangers) {
        return members.stream()
                .takeWhile(member -> !member.self())
                .anyMatch(member -> strangers.containsKey(member.id()));
    }

    private static String stranger(VoterSet kept, Map<NodeId, Voters> strangers, List<VoterPeers.Seen> members) {
        String who = members.stream()
                .filter(member -> strangers.containsKey(member.id()))
                .map(VoterPeers.Seen::address)
                .collect(Collectors.joining(", "));
        String theirs = strangers.values().stream()
                .map(set -> "%016x".formatted(set.clusterId()))
                .distinct()
                .collect(Collectors.joining(", "));
        return "this node's data directory belongs to cluster %016x, but the members at %s belong to cluster %s: give it"
                        .formatted(kept.clusterId(), who, theirs)
                + " the --join and --cluster-name of its own cluster, or an empty data directory to become a new node of"
                + " this one";
    }

    private static Voters newest(Collection<Voters> known) {
        return known.stream()
                .reduce((a, b) -> b.version() > a.version() ? b : a)
                .orElseThrow();
    }
}
