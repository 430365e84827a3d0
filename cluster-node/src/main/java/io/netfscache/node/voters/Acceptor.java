package io.netfscache.node.voters;

import io.netfscache.node.coherence.Voter;
import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Accept;
import io.netfscache.protocol.Ballot;
import io.netfscache.protocol.BallotAnswer;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Prepare;
import io.netfscache.protocol.Voters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * This node's vote on the next voter set: the acceptor of single-decree Paxos, one decree per version. From the moment it
 * has accepted a set it answers no lease and no fence until it knows what has been decided: the next set may be in force
 * elsewhere. Not safe for use by many threads.
 */
final class Acceptor {
    private final NodeId self;
    private final VoterRegister register;
    private final Voter voter;
    private final BallotFile file;
    private Promises promises;

    /** @throws IOException when what it has promised cannot be read; the message says what to do */
    Acceptor(NodeId self, VoterRegister register, Voter voter, BallotFile file) throws IOException {
        this.self = self;
        this.register = register;
        this.voter = voter;
        this.file = file;
        this.promises = file.read();
    }

    /** To be called when this node takes part again: an acceptance outlives a restart. */
    void resumed() {
        if (pending() != null) {
            voter.suspend();
        }
    }

    /** The set that it has accepted and that it does not know to be decided. */
    @Nullable
    VoterSet pending() {
        VoterSet known = register.known();
        return known != null && promises.version() == known.version() + 1 ? promises.accepted() : null;
    }

    BallotAnswer prepare(Prepare question) throws IOException {
        register.learn(question.current());
        VoterSet known = register.known();
        if (known == null || !VoterRegister.frame(known).equals(question.current()) || !known.contains(self)) {
            return answer(false, Promises.none(0));
        }
        Promises now = promises(known.version() + 1);
        // An equal ballot is refused too: a proposer that has been started anew may use its numbers again.
        if (question.ballot().compareTo(now.promised()) <= 0) {
            return answer(false, now);
        }
        return answer(true, keep(now.promise(question.ballot())));
    }

    BallotAnswer accept(Accept question) throws IOException {
        VoterSet known = register.known();
        if (known == null || !known.contains(self) || !replacesOne(known, question.next())) {
            return answer(false, Promises.none(0));
        }
        Promises now = promises(question.next().version());
        if (question.ballot().compareTo(now.promised()) < 0) {
            return answer(false, now);
        }
        Promises accepted = keep(now.accept(question.ballot(), VoterRegister.set(question.next())));
        voter.suspend();
        return answer(true, accepted);
    }

    private static boolean replacesOne(VoterSet known, Voters next) {
        return next.clusterId() == known.clusterId()
                && next.version() == known.version() + 1
                && next.voters().size() == known.voters().size()
                && next.voters().stream().filter(known::contains).count()
                        == known.voters().size() - 1;
    }

    private Promises promises(long version) {
        return promises.version() == version ? promises : Promises.none(version);
    }

    private Promises keep(Promises next) throws IOException {
        file.write(next);
        promises = next;
        return next;
    }

    private BallotAnswer answer(boolean agreed, Promises now) {
        VoterSet accepted = now.accepted();
        return new BallotAnswer(
                agreed,
                now.promised(),
                accepted == null ? Ballot.NONE : now.acceptedIn(),
                accepted == null ? Voters.NONE : VoterRegister.frame(accepted),
                register.told());
    }
}
