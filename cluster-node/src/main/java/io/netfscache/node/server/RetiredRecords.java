package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the records of retired objects: a node looks at the records that it owns, and removes each that it has seen
 * retired for 10 minutes. Halves of a cluster that join again by then find the retirement (ADR 8).
 */
public final class RetiredRecords {
    private static final Logger log = LoggerFactory.getLogger(RetiredRecords.class);

    private final LocalRecords local;
    private final ServingLease lease;
    private final Timer timer;
    private final LongSupplier nanoClock;
    /** By the generation of the retirement. */
    private final FirstSeen<Generation> seen;

    private volatile long lookNanos;

    public RetiredRecords(LocalRecords local, ServingLease lease, Timer timer, LongSupplier nanoClock) {
        this.local = local;
        this.lease = lease;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.seen = new FirstSeen<>(nanoClock);
    }

    /** Begins to look for them; the next look waits for the end of the last. */
    public void start() {
        Upkeep.repeat(
                timer,
                () -> Math.max(NodeLimits.RETIRED_SWEEP.toNanos(), NodeLimits.FENCE_SWEEP_REST * lookNanos),
                this::sweep,
                error -> log.atInfo().log("records of retired objects stay, next try soon: {}", error.getMessage()));
    }

    private CompletionStage<Void> sweep() {
        if (!lease.held()) {
            return CompletableFuture.completedFuture(null);
        }
        long begun = nanoClock.getAsLong();
        return local.retired().thenCompose(retired -> {
            lookNanos = nanoClock.getAsLong() - begun;
            return local.forget(old(retired));
        });
    }

    private Map<CookieId, Generation> old(Map<CookieId, Generation> retired) {
        Map<Generation, Long> ages = seen.ages(retired.values());
        Map<CookieId, Generation> old = new HashMap<>();
        retired.forEach((cookie, generation) -> {
            if (ages.getOrDefault(generation, 0L) > NodeLimits.RETIRED_KEPT.toNanos()
                    && old.size() < NodeLimits.FORGOTTEN_RECORDS) {
                old.put(cookie, generation);
            }
        });
        return old;
    }
}
