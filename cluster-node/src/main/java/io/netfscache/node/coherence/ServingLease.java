package io.netfscache.node.coherence;

/** This node's right to serve cached bytes and to answer for records. Safe for use by many threads; never blocks. */
public interface ServingLease {
    boolean held();

    /** Counts the leases gained after a gap: what was verified in an earlier epoch is unverified (COHERENCE 2.3). */
    long epoch();

    /** How much longer the lease runs if it is not renewed, in nanoseconds; 0 when it is not held. */
    long remainingNanos();
}
