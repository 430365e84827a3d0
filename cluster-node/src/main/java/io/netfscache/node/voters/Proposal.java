package io.netfscache.node.voters;

import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Accept;
import io.netfscache.protocol.Ballot;
import io.netfscache.protocol.BallotAnswer;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Prepare;
import io.netfscache.protocol.Voters;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.BiFunction;

/**
 * One attempt to decide on the next voter set, by a quorum of the present voters: the proposer of single-decree Paxos. A
 * set that a voter has accepted already is proposed instead of the wanted one. Runs on the turns it is given.
 */
final class Proposal {
    /** How an attempt ends. */
    sealed interface Outcome {
        /** The next set, the wanted one or that of an earlier attempt. */
        record Decided(VoterSet set) implements Outcome {}

        /** Somebody makes a higher attempt. */
        record Outbid(Ballot by) implements Outcome {}

        /** A later set is in force already. */
        record Overtaken(Voters newer) implements Outcome {}

        /** Too few voters agreed. If some were asked to accept, the set may yet be decided. */
        record NoQuorum(Set<NodeId> agreed, boolean asked) implements Outcome {}
    }

    /** Asks a voter, this node among them. */
    interface Ask extends BiFunction<NodeId, Frame, CompletionStage<BallotAnswer>> {}

    private final VoterSet current;
    private final Ballot ballot;
    private final Ask ask;
    private final Executor turns;
    private final CompletableFuture<Outcome> outcome = new CompletableFuture<>();
    private final Set<NodeId> answered = new HashSet<>();
    private final Set<NodeId> agreed = new HashSet<>();
    private Ballot highestAccepted = Ballot.NONE;
    private Voters proposed;
    private boolean accepting;

    Proposal(VoterSet current, VoterSet wanted, Ballot ballot, Ask ask, Executor turns) {
        this.current = current;
        this.proposed = VoterRegister.frame(wanted);
        this.ballot = ballot;
        this.ask = ask;
        this.turns = turns;
    }

    CompletionStage<Outcome> run(Timer timer) {
        Timer.Alarm alarm = timer.after(VoterLimits.BALLOT.toNanos(), () -> turns.execute(this::end));
        askAll(new Prepare(ballot, VoterRegister.frame(current)));
        return outcome.whenComplete((ended, error) -> alarm.cancel());
    }

    private void askAll(Frame question) {
        boolean phase = accepting;
        for (NodeId voter : current.voters()) {
            ask.apply(voter, question)
                    .whenCompleteAsync(
                            (answer, error) -> {
                                if (phase == accepting && !outcome.isDone()) {
                                    answered.add(voter);
                                    if (error == null) {
                                        take(voter, answer);
                                    }
                                    if (phase == accepting
                                            && answered.size()
                                                    == current.voters().size()) {
                                        end();
                                    }
                                }
                            },
                            turns);
        }
    }

    private void take(NodeId voter, BallotAnswer answer) {
        if (answer.known().clusterId() == current.clusterId() && answer.known().version() > current.version()) {
            outcome.complete(new Outcome.Overtaken(answer.known()));
        } else if (!answer.agreed() && answer.promised().compareTo(ballot) >= 0) {
            outcome.complete(new Outcome.Outbid(answer.promised()));
        } else if (answer.agreed()) {
            agree(voter, answer);
        }
    }

    private void agree(NodeId voter, BallotAnswer answer) {
        agreed.add(voter);
        if (!accepting && answer.acceptedIn().compareTo(highestAccepted) > 0) {
            highestAccepted = answer.acceptedIn();
            proposed = answer.accepted();
        }
        if (agreed.size() < current.quorum()) {
            return;
        }
        if (accepting) {
            outcome.complete(new Outcome.Decided(VoterRegister.set(proposed)));
        } else {
            accepting = true;
            answered.clear();
            agreed.clear();
            askAll(new Accept(ballot, proposed));
        }
    }

    private void end() {
        outcome.complete(new Outcome.NoQuorum(Set.copyOf(agreed), accepting));
    }
}
