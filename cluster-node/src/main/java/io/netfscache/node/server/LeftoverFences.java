package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
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
    /** Pending fences, by the generation that each ends in. */
    private final FirstSeen<Generation> seen;

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
        this.seen = new FirstSeen<>(nanoClock);
    }

    /** Begins to look for them; the next look waits for the end of the last. */
    public void start() {
        Upkeep.repeat(
                timer,
                () -> Math.max(NodeLimits.FENCE_SWEEP.toNanos(), NodeLimits.FENCE_SWEEP_REST * lookNanos),
                this::sweep,
                error -> log.atInfo().log("fences are left over, next try soon: {}", error.getMessage()));
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
        List<Generation> now = new ArrayList<>(pending.volumes().values());
        now.addAll(pending.cookies().values());
        Map<Generation, Long> ages = seen.ages(now);
        CompletableFuture<?>[] finished = new CompletableFuture<?>[NodeLimits.SWEPT_FENCES];
        int count = 0;
        for (Map.Entry<String, Generation> volume : pending.volumes().entrySet()) {
            if (isOld(ages.get(volume.getValue())) && count < finished.length) {
                finished[count++] = requests.finishVolume(volume.getKey()).toCompletableFuture();
            }
        }
        for (Map.Entry<CookieId, Generation> cookie : pending.cookies().entrySet()) {
            if (isOld(ages.get(cookie.getValue())) && count < finished.length) {
                finished[count++] = requests.finish(cookie.getKey()).toCompletableFuture();
            }
        }
        return CompletableFuture.allOf(Arrays.copyOf(finished, count));
    }

    private static boolean isOld(@Nullable Long age) {
        return age != null && age >= NodeLimits.FENCE_LEFT_OVER.toNanos();
    }
}
