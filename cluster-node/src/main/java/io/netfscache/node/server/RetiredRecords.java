package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Generation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets the records of retired objects: a node looks at the records that it owns, and removes each that it has seen
 * retired for 10 minutes. Halves of a cluster that join again by then find the retirement (ADR 8). One that somebody uses
 * stays: that client's view has the generation of the retirement, and only a record that knows it fences it when somebody
 * makes the object again.
 */
public final class RetiredRecords {
    private static final Logger log = LoggerFactory.getLogger(RetiredRecords.class);

    private final LocalRecords local;
    private final Holders holders;
    private final ServingLease lease;
    private final Timer timer;
    private final LongSupplier nanoClock;
    /** By the generation of the retirement. */
    private final FirstSeen<Generation> seen;

    private volatile long lookNanos;

    public RetiredRecords(
            LocalRecords local, Holders holders, ServingLease lease, Timer timer, LongSupplier nanoClock) {
        this.local = local;
        this.holders = holders;
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
            return forgetUnused(old(retired));
        });
    }

    private CompletionStage<Void> forgetUnused(List<Map.Entry<CookieId, CookieRecord>> old) {
        return holders.of(old.stream().map(Map.Entry::getValue).toList()).thenCompose(holdings -> {
            Map<CookieId, Generation> unused = new HashMap<>();
            for (int i = 0; i < old.size(); i++) {
                if (holdings.get(i).users() == 0) {
                    unused.put(old.get(i).getKey(), old.get(i).getValue().generation());
                }
            }
            return local.forget(unused);
        });
    }

    private List<Map.Entry<CookieId, CookieRecord>> old(Map<CookieId, CookieRecord> retired) {
        Map<Generation, Long> ages = seen.ages(
                retired.values().stream().map(CookieRecord::generation).toList());
        return retired.entrySet().stream()
                .filter(each -> ages.getOrDefault(each.getValue().generation(), 0L) > NodeLimits.RETIRED_KEPT.toNanos())
                .limit(NodeLimits.FORGOTTEN_RECORDS)
                .toList();
    }
}
