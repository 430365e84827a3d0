package io.netfscache.node.voters;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.RenewAck.Verdict;
import io.netfscache.protocol.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The voters and this node's lease in words, and what an operator has to do about them.
 *
 * @param set that this node knows; null before it takes part
 * @param waitingFor why it does not, in that case
 * @param members now
 * @param verdicts what each voter has last answered this node
 * @param leaseMillis what is left of this node's lease; 0: it holds none
 * @param votes whether this node answers as a voter now
 * @param undecided whether this voter has accepted another set and waits for the decision
 */
public record VoterStatus(
        NodeId self,
        @Nullable VoterSet set,
        String waitingFor,
        List<View.Member> members,
        Map<NodeId, Verdict> verdicts,
        long leaseMillis,
        long epoch,
        boolean votes,
        boolean undecided) {
    static final String HEALTHY = "healthy";

    /** By name, for the status of the node. */
    public Map<String, String> entries() {
        Map<String, String> entries = new TreeMap<>();
        entries.put("lease", leaseMillis > 0 ? "held" : "not held");
        entries.put("leaseMillis", Long.toString(leaseMillis));
        entries.put("epoch", Long.toString(epoch));
        entries.put("health", health());
        VoterSet known = set;
        if (known == null) {
            entries.put("votes", "no: the voters are not known yet");
            return entries;
        }
        entries.put("clusterId", "%016x".formatted(known.clusterId()));
        entries.put("voterSetVersion", Long.toString(known.version()));
        entries.put("quorum", known.quorum() + " of " + known.voters().size() + " voters");
        entries.put("votes", votesText(known));
        int number = 1;
        for (NodeId voter : known.voters()) {
            entries.put("voter" + number++, voter + " " + place(voter) + ": " + verdict(voter));
        }
        return entries;
    }

    private String votesText(VoterSet known) {
        if (!known.contains(self)) {
            return "no: not a voter";
        }
        if (votes) {
            return "yes";
        }
        return undecided
                ? "no: it has accepted other voters and waits for the decision"
                : "no: silent after its start, until what it may have granted before is over";
    }

    private String place(NodeId node) {
        return members.stream()
                .filter(member -> member.id().equals(node))
                .map(VoterStatus::address)
                .findFirst()
                .orElse("not a member");
    }

    private static String address(View.Member member) {
        return member.host() + ":" + member.port();
    }

    private boolean isMember(NodeId node) {
        return members.stream().anyMatch(member -> member.id().equals(node));
    }

    private String verdict(NodeId voter) {
        if (!isMember(voter)) {
            return "lost";
        }
        Verdict verdict = verdicts.get(voter);
        return verdict == null ? "no answer yet" : verdict.text();
    }

    /** What is wrong and what to do, or {@code healthy}. */
    public String health() {
        VoterSet known = set;
        if (known == null) {
            return "not serving: " + waitingFor;
        }
        List<NodeId> lost =
                known.voters().stream().filter(voter -> !isMember(voter)).toList();
        List<String> problems = new ArrayList<>();
        int present = known.voters().size() - lost.size();
        if (present < known.quorum()) {
            problems.add("no quorum: " + present + " of " + known.voters().size() + " voters are members, "
                    + known.quorum() + " are needed; start one of " + text(lost) + " again, on its data directory");
        } else {
            lost.forEach(voter -> problems.add("voter " + voter + " is lost: " + cure(known, voter)));
            if (leaseMillis == 0) {
                problems.add("no lease: "
                        + known.voters().stream()
                                .map(voter -> voter + ": " + verdict(voter))
                                .collect(Collectors.joining("; ")));
            }
        }
        if (undecided) {
            problems.add("a change of the voters is not decided yet: it is finished by itself while a quorum is there");
        }
        return problems.isEmpty() ? HEALTHY : String.join("; ", problems);
    }

    private String cure(VoterSet known, NodeId voter) {
        String start = "start it again on its data directory";
        return members.stream()
                .filter(member -> !known.contains(member.id()))
                .findFirst()
                .map(follower ->
                        start + ", or, if that is lost: netfs-cache replace-voter " + voter + " " + follower.id())
                .orElse(start + ", or, if that is lost, start a new node NEW and run: netfs-cache replace-voter "
                        + voter + " NEW");
    }

    /** Which of the voters that are members does not grant leases yet, as after a start; empty: all of them do. */
    public Optional<String> silence() {
        VoterSet known = set;
        if (known == null) {
            return Optional.of(waitingFor);
        }
        return known.voters().stream()
                .filter(voter -> isMember(voter) && verdicts.get(voter) != Verdict.GRANTED)
                .findFirst()
                .map(voter -> "voter " + voter + ": " + verdict(voter));
    }

    private static String text(List<NodeId> nodes) {
        return String.join(", ", nodes.stream().map(NodeId::toString).toList());
    }
}
