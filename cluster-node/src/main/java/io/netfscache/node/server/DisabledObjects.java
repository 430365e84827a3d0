package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.coherence.Timer;
import io.netfscache.node.coherence.Upkeep;
import io.netfscache.node.metadata.CookieRecord;
import io.netfscache.node.metadata.LocalRecords;
import io.netfscache.node.metadata.Records;
import io.netfscache.protocol.CookieId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns caching of objects on again that a DIO_WRITE has turned off, once nobody uses them anywhere (COHERENCE 6.3). Who
 * uses an object only the session nodes know, so all of them are asked: by the owner of its record every 2 s, and at once
 * by the node of a session that has closed it, so that the usual case does not wait for the sweep. Whoever opens the
 * object between the question and the change gets the fence of the change.
 *
 * <p><b>Who writes past the cache is never overlooked.</b> Session nodes may: a session that moves to another node, or
 * whose node dies, is counted nowhere until its next look-up. So a DIO_WRITE leaves a modifier's mark of its session in
 * the record, by the same operation that turns caching off, and caching does not come on while there is one. The mark
 * goes with the client's last use, wherever its session is then, or when the session has been silent for 30 s, which the
 * client knows by then (COHERENCE 7.2): before it writes past the cache again it says DIO_WRITE again. Those who only use
 * the object write nothing; to overlook one of them makes caching come on early for it, which costs it a look-up.
 */
public final class DisabledObjects {
    private static final Logger log = LoggerFactory.getLogger(DisabledObjects.class);

    private final LocalRecords local;
    private final Records records;
    private final Holders holders;
    private final MetadataRequests requests;
    private final ServingLease lease;
    private final Timer timer;
    private final LongSupplier nanoClock;
    private final AtomicInteger closing = new AtomicInteger();

    private volatile long lookNanos;
    /** Where the next look begins. */
    private volatile CookieId after = CookieId.LOWEST;

    public DisabledObjects(
            LocalRecords local,
            Records records,
            Holders holders,
            MetadataRequests requests,
            ServingLease lease,
            Timer timer,
            LongSupplier nanoClock) {
        this.local = local;
        this.records = records;
        this.holders = holders;
        this.requests = requests;
        this.lease = lease;
        this.timer = timer;
        this.nanoClock = nanoClock;
    }

    /** Begins to look for them; the next look waits for the end of the last. */
    public void start() {
        requests.whenClosed(this::closed);
        Upkeep.repeat(
                timer,
                () -> Math.max(NodeLimits.DISABLED_SWEEP.toNanos(), NodeLimits.FENCE_SWEEP_REST * lookNanos),
                this::sweep,
                error -> log.atInfo().log("objects stay disabled, next try soon: {}", error.getMessage()));
    }

    private CompletionStage<?> sweep() {
        if (!lease.held()) {
            return CompletableFuture.completedFuture(null);
        }
        long begun = nanoClock.getAsLong();
        return local.disabled(after, NodeLimits.DISABLED_FOUND).thenCompose(disabled -> {
            lookNanos = nanoClock.getAsLong() - begun;
            // However many there are that somebody uses, all others have their turn.
            after = disabled.size() < NodeLimits.DISABLED_FOUND
                    ? CookieId.LOWEST
                    : disabled.get(disabled.size() - 1).cookie();
            return enableUnused(disabled);
        });
    }

    /**
     * A session has closed an object that was disabled when it was last heard of. Completes when that has been seen to, with
     * whether it was; the sweep makes up for what was not. It does so within {@link NodeLimits#CLOSED_WAIT}, also when a
     * member does not say in time what it uses: what comes of its answer comes later then.
     */
    CompletionStage<Boolean> closed(CookieId cookie) {
        if (closing.incrementAndGet() > NodeLimits.CLOSED_AT_ONCE) {
            closing.decrementAndGet();
            return CompletableFuture.completedFuture(false);
        }
        CompletableFuture<Boolean> seenTo = new CompletableFuture<>();
        Timer.Alarm late = timer.after(NodeLimits.CLOSED_WAIT.toNanos(), () -> seenTo.complete(false));
        seeTo(cookie).whenComplete((done, error) -> {
            closing.decrementAndGet();
            late.cancel();
            if (error != null) {
                log.atDebug().log(
                        "{} stays disabled, next try soon: {}",
                        cookie,
                        NodeException.unwrap(error).getMessage());
            }
            seenTo.complete(error == null);
        });
        return seenTo;
    }

    private CompletionStage<Void> seeTo(CookieId cookie) {
        return records.lookUp(cookie)
                .thenCompose(found -> found.filter(record ->
                                record.disabled() && record.modifiers().isEmpty())
                        .map(record -> enableUnused(List.of(record)))
                        .orElse(CompletableFuture.completedFuture(null)));
    }

    private CompletionStage<Void> enableUnused(List<CookieRecord> disabled) {
        return holders.of(disabled).thenCompose(holdings -> {
            List<CookieRecord> unused = new ArrayList<>();
            for (int i = 0; i < disabled.size(); i++) {
                if (holdings.get(i).users() == 0) {
                    unused.add(disabled.get(i));
                }
            }
            CompletionStage<Void> enabled = CompletableFuture.completedFuture(null);
            for (int start = 0; start < unused.size(); start += NodeLimits.SWEPT_FENCES) {
                List<CookieRecord> some =
                        unused.subList(start, Math.min(unused.size(), start + NodeLimits.SWEPT_FENCES));
                enabled = enabled.thenCompose(before -> enable(some));
            }
            return enabled;
        });
    }

    private CompletionStage<Void> enable(List<CookieRecord> unused) {
        return CompletableFuture.allOf(unused.stream()
                .map(record ->
                        requests.enable(record.cookie(), record.generation()).toCompletableFuture())
                .toArray(CompletableFuture[]::new));
    }
}
