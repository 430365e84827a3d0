package io.netfscache.node.voters;

import io.netfscache.node.NodeException;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Ballot;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Voters;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

/** Brings a change of the voter set to its decision, one attempt after another. Runs on the turns it is given. */
final class Proposals {
    private final NodeId self;
    private final Proposal.Ask ask;
    private final Function<Voters, CompletionStage<Void>> decided;
    private final Timer timer;
    private final Executor turns;
    private final RandomGenerator random;
    private long counter;
    private boolean underWay;

    /** @param decided takes over a set that is decided and tells it to others; completes when they know */
    Proposals(
            NodeId self,
            Proposal.Ask ask,
            Function<Voters, CompletionStage<Void>> decided,
            Timer timer,
            Executor turns,
            RandomGenerator random) {
        this.self = self;
        this.ask = ask;
        this.decided = decided;
        this.timer = timer;
        this.turns = turns;
        this.random = random;
    }

    /** Whether this node makes a change now; it makes one at a time. */
    boolean underWay() {
        return underWay;
    }

    /**
     * Completes with the successor of {@code current}, which is {@code wanted} or what somebody else wanted, or with a
     * {@link NodeException}: no quorum, or outcome unknown.
     */
    CompletionStage<VoterSet> propose(VoterSet current, VoterSet wanted) {
        CompletableFuture<VoterSet> result = new CompletableFuture<>();
        underWay = true;
        attempt(current, wanted, 1, result);
        return result.whenComplete((set, error) -> underWay = false);
    }

    private void attempt(VoterSet current, VoterSet wanted, int number, CompletableFuture<VoterSet> result) {
        Ballot ballot = new Ballot(++counter, self);
        new Proposal(current, wanted, ballot, ask, turns).run(timer).thenAccept(outcome -> {
            if (outcome instanceof Proposal.Outcome.Decided done) {
                conclude(VoterRegister.frame(done.set()), result);
            } else if (outcome instanceof Proposal.Outcome.Overtaken overtaken) {
                conclude(overtaken.newer(), result);
            } else if (outcome instanceof Proposal.Outcome.Outbid outbid && number < VoterLimits.BALLOTS) {
                counter = Math.max(counter, outbid.by().counter());
                long pause = random.nextLong(VoterLimits.BALLOT_PAUSE.toNanos());
                timer.after(pause, () -> turns.execute(() -> attempt(current, wanted, number + 1, result)));
            } else {
                result.completeExceptionally(failure(current, outcome));
            }
        });
    }

    private void conclude(Voters set, CompletableFuture<VoterSet> result) {
        decided.apply(set)
                .whenCompleteAsync(
                        (told, error) -> {
                            if (error == null) {
                                result.complete(VoterRegister.set(set));
                            } else {
                                result.completeExceptionally(NodeException.unwrap(error));
                            }
                        },
                        turns);
    }

    private static NodeException failure(VoterSet current, Proposal.Outcome outcome) {
        if (!(outcome instanceof Proposal.Outcome.NoQuorum none)) {
            return new NodeException(
                    ErrorCode.EBUSY,
                    Reason.NONE,
                    "other nodes change the voters at the same time: look at the status and try again");
        }
        return none.asked()
                ? new NodeException(
                        ErrorCode.ETIMEDOUT,
                        Reason.NO_QUORUM,
                        "outcome unknown: fewer than " + current.quorum() + " of the "
                                + current.voters().size()
                                + " voters have accepted the change in time; it is finished or dropped by itself as soon"
                                + " as a quorum of them is there again: look at the status")
                : noQuorum(current, none.agreed());
    }

    /** Too few of the present voters answer: nothing has been changed. */
    static NodeException noQuorum(VoterSet current, Set<NodeId> answering) {
        List<NodeId> silent = current.voters().stream()
                .filter(voter -> !answering.contains(voter))
                .toList();
        return new NodeException(
                ErrorCode.ENOBUFS,
                Reason.NO_QUORUM,
                "no quorum: " + answering.size() + " of the " + current.voters().size() + " voters answer, "
                        + current.quorum() + " are needed to change the voters; bring back one of "
                        + silent.stream().map(NodeId::toString).collect(Collectors.joining(", ")));
    }
}
