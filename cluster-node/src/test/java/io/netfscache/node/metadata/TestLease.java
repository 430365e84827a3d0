package io.netfscache.node.metadata;

import io.netfscache.node.coherence.ServingLease;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A lease that is held as long as the test says so. */
final class TestLease implements ServingLease {
    volatile boolean held = true;
    volatile long epoch = 1;

    @Override
    public boolean held() {
        return held;
    }

    @Override
    public long epoch() {
        return epoch;
    }

    @Override
    public CompletionStage<Void> regained() {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public long remainingNanos() {
        return held ? 1_000_000_000 : 0;
    }
}
