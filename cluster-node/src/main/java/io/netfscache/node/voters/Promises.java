package io.netfscache.node.voters;

import io.netfscache.node.coherence.VoterSet;
import io.netfscache.protocol.Ballot;
import org.jspecify.annotations.Nullable;

/**
 * A voter's part in one decision.
 *
 * @param version of the voter set that is decided on
 * @param promised it takes part in no lower ballot
 * @param acceptedIn the ballot of {@code accepted}
 * @param accepted the set it has accepted, if any
 */
record Promises(
        long version,
        Ballot promised,
        Ballot acceptedIn,
        @Nullable VoterSet accepted) {
    static Promises none(long version) {
        return new Promises(version, Ballot.NONE, Ballot.NONE, null);
    }

    Promises promise(Ballot ballot) {
        return new Promises(version, ballot, acceptedIn, accepted);
    }

    Promises accept(Ballot ballot, VoterSet set) {
        return new Promises(version, ballot, ballot, set);
    }
}
