package io.netfscache.node.metadata;

import io.netfscache.protocol.Generation;

/** How a record gets its next generation: from the request alone, because a backup computes it again (COHERENCE 1.2). */
final class Generations {
    private Generations() {}

    static Generation next(Generation previous, Generation candidate) {
        return new Generation(Math.max(previous.counter() + 1, candidate.counter()), candidate.nonce());
    }

    /** When a candidate was made, in hours from 1970: its counter has the time (COHERENCE 1.2). */
    static int hours(Generation candidate) {
        return (int) ((candidate.counter() >>> 16) / 3_600_000);
    }

    /**
     * A generation that neither half of a cluster has used for contents that the halves disagree on. The same for both
     * orders of the arguments.
     */
    static Generation merged(Generation one, Generation other) {
        long counter = Math.max(one.counter(), other.counter()) + 1;
        long nonce = Long.rotateLeft(one.nonce() ^ other.nonce(), 17) + one.nonce() + other.nonce();
        return new Generation(counter, nonce);
    }
}
