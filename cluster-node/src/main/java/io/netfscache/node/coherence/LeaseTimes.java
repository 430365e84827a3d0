package io.netfscache.node.coherence;

import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;

/** The times of COHERENCE 2 and 3 in nanoseconds, all of them made from L. */
public final class LeaseTimes {
    /** L: how long a grant lasts, counted from when it was asked for. */
    public static final long LEASE = Limits.LEASE.toNanos();
    /** Time between two renewals. */
    public static final long RENEWAL = LEASE / 3;
    /** Pause before voters are asked again who wanted a confirmation first. */
    public static final long RENEWAL_AGAIN = LEASE / 100;
    /** How long a fence may stay unconfirmed before the voter stops granting: longer than it takes to the next renewal. */
    public static final long OWED = LEASE / 2;
    /** How long a fence is retained, and how long a voter that has just started is silent. */
    public static final long RETAINED = LEASE * 22 / 10;
    /** A quorum that comes later than this after the start of the round does not count. */
    public static final long ROUND = LEASE * 9 / 10;
    /** Pause before a fence is sent again to a node that could not be reached, and between two rounds. */
    public static final long FENCE_AGAIN = LEASE / 40;
    /** How long the answer to a fence waits for files to be relabelled. */
    public static final long FILES_WAIT = LEASE / 20;
    /** A difference of the clocks that changes by more than this is a jump, in milliseconds. */
    public static final long JUMP_MILLIS = LEASE / 10 / 1_000_000;
    /** For how long a request waits for a lease that has just lapsed. */
    public static final long LAPSE_WAIT = LEASE / 10;
    /** How long a node that the voters refuse goes without a lease before it joins the cluster again. */
    public static final long REJOIN = 30 * LEASE;
    /** How often a node looks whether it has to. */
    public static final long REJOIN_CHECK = LEASE;
    /** Lapses within this time make the next epoch wait. */
    public static final long FLAPPING = 30 * LEASE;
    /** Longest wait of a node that flaps. */
    public static final long FLAPPING_WAIT = 5 * LEASE;

    private static final long MARGIN_PERCENT = 103;

    private LeaseTimes() {}

    /** A time measured by another node's clock, so long that it is over there too (COHERENCE 2.5). */
    public static long elsewhere(long nanos, Rules rules) {
        return rules.broken(Sabotage.NO_DRIFT_MARGIN) ? nanos : nanos / 100 * MARGIN_PERCENT;
    }
}
