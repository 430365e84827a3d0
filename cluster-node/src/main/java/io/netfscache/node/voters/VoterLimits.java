package io.netfscache.node.voters;

import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every limit of this package. */
public final class VoterLimits {
    /** Pause between two steps of a node that is on its way into the cluster. */
    public static final Duration STEP = Duration.ofMillis(100);
    /** A node that starts again waits this long for what the others say of the cluster. */
    static final Duration ANSWERS = Duration.ofSeconds(3);
    /** How long members of two clusters may see each other before the one that came later gives up. */
    static final Duration STRANGERS = Duration.ofSeconds(10);
    /** A member of the same node id is given this long to go: longer than it takes to notice that a node has died. */
    static final Duration SAME_ID = Duration.ofSeconds(20);
    /** An attempt to change the voter set has to have its quorum within this time. */
    static final Duration BALLOT = Limits.LEASE;
    /** Attempts of one change; each that is overtaken is followed by another. */
    static final int BALLOTS = 10;
    /** Longest pause between two of them; they are random, so that two nodes do not overtake each other for ever. */
    static final Duration BALLOT_PAUSE = Duration.ofMillis(250);
    /** A voter that has accepted a set and does not hear that it is decided sees to that itself after this time. */
    static final Duration UNDECIDED = Limits.LEASE;
    /** Time between two looks at what is undecided, or unknown to this node. */
    static final Duration WATCH = Limits.LEASE.dividedBy(2);
    /** Times that an operator's change starts again because the voters have just changed. */
    static final int SURVEYS = 3;

    private VoterLimits() {}
}
