package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.LocalRecords.Idle;
import io.netfscache.node.metadata.Records;
import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.HoldingsReport.Holding;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end of records: the owner retires objects that nobody has used for a day and of which no node has a chunk, and
 * above its limit those used longest ago, with chunks or without. Never one that somebody uses or modifies.
 *
 * <p>They go like any retired object: by a change of generation, its fence, and {@link RetiredRecords} after a while. To
 * drop the record without a word would be a stale read: a node or a client that has the old generation verified goes on
 * serving it, and the record that the next user makes, perhaps with newer coherency data, knows of no generation that
 * would have to be fenced. Nor is forgetting at once, after the fence, safe: a client that opened the object between the
 * question and the fence has taken the generation of the retirement for that of its folios. So all retired records are
 * kept for the same time, and are asked for again before they are forgotten.
 */
public final class IdleRecords {
    private static final Logger log = LoggerFactory.getLogger(IdleRecords.class);

    private final LocalRecords local;
    private final Records records;
    private final Holders holders;
    private final MetadataRequests requests;
    private final ServingLease lease;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final IntSupplier hours;

    private volatile long lookNanos;

    /** @param hours from 1970 to now */
    public IdleRecords(
            LocalRecords local,
            Records records,
            Holders holders,
            MetadataRequests requests,
            ServingLease lease,
            Timer timer,
            LongSupplier nanoClock,
            IntSupplier hours) {
        this.local = local;
        this.records = records;
        this.holders = holders;
        this.requests = requests;
        this.lease = lease;
        this.timer = timer;
        this.nanoClock = nanoClock;
        this.hours = hours;
    }

    /** Begins to look for them; the next look waits for the end of the last. */
    public void start() {
        Upkeep.repeat(
                timer,
                () -> Math.max(NodeLimits.IDLE_SWEEP.toNanos(), NodeLimits.FENCE_SWEEP_REST * lookNanos),
                this::sweep,
                error -> log.atInfo().log("records that nobody uses stay, next try soon: {}", error.getMessage()));
    }

    private CompletionStage<?> sweep() {
        if (!lease.held()) {
            return CompletableFuture.completedFuture(null);
        }
        long begun = nanoClock.getAsLong();
        return local.idle(NodeLimits.IDLE_FOUND).thenCompose(idle -> {
            lookNanos = nanoClock.getAsLong() - begun;
            return end(candidates(idle), surplus(idle));
        });
    }

    private static long surplus(Idle idle) {
        return Math.max(0, idle.live() - idle.most());
    }

    private List<Map.Entry<CookieId, CookieRecord>> candidates(Idle idle) {
        int before = hours.getAsInt() - (int) NodeLimits.RECORD_IDLE.toHours();
        List<Map.Entry<CookieId, CookieRecord>> candidates = new ArrayList<>();
        for (Map.Entry<CookieId, CookieRecord> each : idle.oldest()) {
            if (candidates.size() < surplus(idle) || each.getValue().lastUsedHours() <= before) {
                candidates.add(each);
            }
        }
        return candidates;
    }

    /** @param surplus so many, the oldest, go with their chunks too */
    private CompletionStage<Void> end(List<Map.Entry<CookieId, CookieRecord>> candidates, long surplus) {
        return holders.of(candidates.stream().map(Map.Entry::getValue).toList()).thenCompose(holdings -> {
            CompletionStage<Void> ended = CompletableFuture.completedFuture(null);
            for (int start = 0; start < candidates.size(); start += NodeLimits.SWEPT_FENCES) {
                int from = start;
                int to = Math.min(candidates.size(), start + NodeLimits.SWEPT_FENCES);
                ended = ended.thenCompose(before -> end(candidates, holdings, surplus, from, to));
            }
            return ended;
        });
    }

    private CompletionStage<Void> end(
            List<Map.Entry<CookieId, CookieRecord>> candidates,
            List<Holding> holdings,
            long surplus,
            int from,
            int to) {
        List<CompletableFuture<?>> ended = new ArrayList<>();
        for (int i = from; i < to; i++) {
            CookieId cookie = candidates.get(i).getKey();
            Holding holding = holdings.get(i);
            boolean goes = holding.users() == 0 && (!holding.stored() || i < surplus);
            // One that stays counts as used now: else the same ones would be the oldest at each look, before all
            // others.
            CompletionStage<?> done = goes
                    ? requests.retireIdle(cookie, candidates.get(i).getValue().generation())
                    : records.touch(cookie, hours.getAsInt());
            ended.add(done.toCompletableFuture());
        }
        return CompletableFuture.allOf(ended.toArray(CompletableFuture[]::new));
    }
}
