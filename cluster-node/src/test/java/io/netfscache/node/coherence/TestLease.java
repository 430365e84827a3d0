package io.netfscache.node.coherence;

import io.netfscache.node.NodeException;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A lease that is held when the test says so. */
public final class TestLease implements ServingLease {
    private boolean held = true;
    private long epoch = 1;

    public void hold(boolean now) {
        epoch += now && !held ? 1 : 0;
        held = now;
    }

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
        return held
                ? CompletableFuture.completedFuture(null)
                : CompletableFuture.failedFuture(NodeException.notCached(Reason.NO_LEASE));
    }

    @Override
    public long remainingNanos() {
        return held ? Limits.LEASE.toNanos() : 0;
    }
}
