package io.netfscache.node.coherence;

import java.util.concurrent.CompletionStage;

/** This node's right to serve cached bytes and to answer for records. Safe for use by many threads; never blocks. */
public interface ServingLease {
    boolean held();

    /** Counts the leases gained after a gap: what was verified in an earlier epoch is unverified (COHERENCE 2.3). */
    long epoch();

    /**
     * Completes when the lease is held; exceptionally with a {@link io.netfscache.node.NodeException} ENOBUFS when it has
     * lapsed for longer than a request waits (COHERENCE 4.1).
     */
    CompletionStage<Void> regained();

    /** How much longer the lease runs if it is not renewed, in nanoseconds; 0 when it is not held. */
    long remainingNanos();
}
