package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finishes the fences of coordinators that died (COHERENCE 3.5): a node looks at the records that it owns, and carries
 * each fence that is still pending 2 s after it was first seen. A record that comes to this node by promotion is among
 * them. A fence whose coordinator is only slow is carried twice, which is harmless.
 */
public final class LeftoverFences {
    private static final Logger log = LoggerFactory.getLogger(LeftoverFences.class);

    private final LocalRecords local;
    private final MetadataRequests requests;
    private final ServingLease lease;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final Rules rules;
    /** When each pending fence was first seen, by the generation that it ends in. Used by one sweep at a time. */
    private volatile Map<Generation, Long> seen = Map.of();

    private volatile long lookNanos;

    public LeftoverFences(
            LocalRecords local,
            MetadataRequests requests,
            ServingLease lease,
            Timer timer,
            LongSupplier nanoClock,
            Rules rules) {
        this.local = local;
        this.requests = requests;
        this.lease = lease;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.rules = rules;
    }

    /** Begins to look for them; the next look waits for the end of the last. */
    public void start() {
        long rest = Math.max(NodeLimits.FENCE_SWEEP.toNanos(), NodeLimits.FENCE_SWEEP_REST * lookNanos);
        timer.after(
                rest,
                () -> sweep().whenComplete((done, error) -> {
                    if (error != null) {
                        log.atInfo().log("fences are left over, next try soon: {}", error.getMessage());
                    }
                    start();
                }));
    }

    private CompletionStage<Void> sweep() {
        if (!lease.held() || rules.broken(Sabotage.PENDING_FENCE_FORGOTTEN)) {
            return CompletableFuture.completedFuture(null);
        }
        long begun = nanoClock.getAsLong();
        return local.pending().thenCompose(pending -> {
            lookNanos = nanoClock.getAsLong() - begun;
            return finishOld(pending);
        });
    }

    private CompletionStage<Void> finishOld(LocalRecords.PendingFences pending) {
        Map<Generation, Long> still = new HashMap<>();
        CompletableFuture<?>[] finished = new CompletableFuture<?>[NodeLimits.SWEPT_FENCES];
        int count = 0;
        for (Map.Entry<String, Generation> volume : pending.volumes().entrySet()) {
            if (isOld(volume.getValue(), still) && count < finished.length) {
                finished[count++] = requests.finishVolume(volume.getKey()).toCompletableFuture();
            }
        }
        for (Map.Entry<CookieId, Generation> cookie : pending.cookies().entrySet()) {
            if (isOld(cookie.getValue(), still) && count < finished.length) {
                finished[count++] = requests.finish(cookie.getKey()).toCompletableFuture();
            }
        }
        seen = still;
        return CompletableFuture.allOf(Arrays.copyOf(finished, count));
    }

    private boolean isOld(Generation next, Map<Generation, Long> still) {
        long now = nanoClock.getAsLong();
        Long first = seen.getOrDefault(next, now);
        still.put(next, first);
        return now - first >= NodeLimits.FENCE_LEFT_OVER.toNanos();
    }
}
