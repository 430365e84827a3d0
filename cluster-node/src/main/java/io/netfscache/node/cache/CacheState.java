package io.netfscache.node.cache;

import java.util.concurrent.CompletableFuture;

/**
 * Whether a cache is in service. ONLINE goes to WITHDRAWN by hand and to FAILED by itself; both come back by way of
 * RESUMING, FAILED by itself too. The futures fail never, but for {@link Resuming#opened}.
 */
public sealed interface CacheState {
    /** What the words for a cache begin with that was taken out by hand. */
    String WITHDRAWN = "withdrawn";
    /** What the words for a cache begin with whose disk fails. */
    String FAILED = "failed";

    /** In words: after the name of the cache. */
    String text();

    /** In service. */
    record Online(WatchedStore store) implements CacheState {
        @Override
        public String text() {
            return "in service";
        }
    }

    /**
     * Out of service by hand, until it is put back by hand or the node is started again.
     *
     * @param closed completes when none of its files is open any more
     */
    record Withdrawn(CompletableFuture<Void> closed, long sinceNanos) implements CacheState {
        @Override
        public String text() {
            return WITHDRAWN + " by an operator";
        }
    }

    /**
     * Out of service because its disk fails, until a probe of it goes well.
     *
     * @param why the last error
     */
    record Failed(String why, CompletableFuture<Void> closed, long sinceNanos) implements CacheState {
        @Override
        public String text() {
            return FAILED + ": " + why;
        }
    }

    /**
     * Being probed and opened.
     *
     * @param from goes back to that when it does not succeed
     * @param opened completes with success or failure
     */
    record Resuming(CacheState from, CompletableFuture<Void> opened) implements CacheState {
        @Override
        public String text() {
            return from.text();
        }
    }

    /** The node stops. */
    record Ended() implements CacheState {
        @Override
        public String text() {
            return "closed";
        }
    }
}
