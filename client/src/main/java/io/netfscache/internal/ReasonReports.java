package io.netfscache.internal;

import io.netfscache.protocol.CookieId;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NotCachedReport;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Reason;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gathers why objects were not cached, as far as the nodes do not know, and tells the session node at most once a second
 * in one frame. Best effort: what finds no room is counted, what is lost on the way is lost. Any thread may add; nothing
 * waits.
 */
final class ReasonReports {
    private static final Logger LOG = LoggerFactory.getLogger(ReasonReports.class);

    private record Key(CookieId cookie, Reason reason) {}

    private record Met(long count, long lastNanos) {}

    private final Session session;
    private final EventLoop loop;
    private final LongSupplier clock;
    // Guarded by this, which is held for memory work only.
    private final Map<Key, Met> met = new HashMap<>();
    private long dropped;
    private boolean scheduled;

    ReasonReports(Session session, EventLoop loop, LongSupplier clock) {
        this.session = session;
        this.loop = loop;
        this.clock = clock;
    }

    /** The object was not cached, once more. */
    void add(CookieId cookie, Reason reason) {
        synchronized (this) {
            Key key = new Key(cookie, reason);
            Met before = met.get(key);
            if (before == null && met.size() >= ClientLimits.MAX_REASONS) {
                dropped++;
                return;
            }
            met.put(key, new Met(before == null ? 1 : before.count() + 1, clock.getAsLong()));
            if (scheduled) {
                return;
            }
            scheduled = true;
        }
        tellLater();
    }

    private void tellLater() {
        try {
            Async.handled(loop.schedule(this::tell, ClientLimits.REASON_INTERVAL.toNanos(), TimeUnit.NANOSECONDS));
        } catch (RejectedExecutionException closed) {
            LOG.atTrace().log("the client is closed: its last reasons are told to nobody");
        }
    }

    /** On the event loop. Without a session node the reasons wait for one: why there was none is one of them. */
    private void tell() {
        if (!session.isConnected()) {
            tellLater();
            return;
        }
        Async.handled(session.tell(take(), Ok.class, Limits.LOOKUP_DEADLINE).whenComplete((ok, error) -> {
            if (error != null) {
                LOG.atDebug().setCause(error).log("reasons for not caching did not reach the session node");
            }
        }));
    }

    /** Tells what is left now, if there is a session node; completes when it has it. */
    CompletableFuture<Void> tellNow() {
        CompletableFuture<Void> told = new CompletableFuture<>();
        synchronized (this) {
            if (met.isEmpty()) {
                told.complete(null);
                return told;
            }
        }
        try {
            loop.execute(() -> {
                if (session.isConnected()) {
                    Async.handled(session.tell(take(), Ok.class, Limits.LOOKUP_DEADLINE)
                            .whenComplete((ok, error) -> told.complete(null)));
                } else {
                    told.complete(null);
                }
            });
        } catch (RejectedExecutionException closed) {
            told.complete(null);
        }
        return told;
    }

    private synchronized NotCachedReport take() {
        long now = clock.getAsLong();
        List<NotCachedReport.Entry> entries = new ArrayList<>();
        met.forEach((key, times) -> entries.add(new NotCachedReport.Entry(
                key.cookie(),
                key.reason(),
                times.count(),
                Math.max(0, TimeUnit.NANOSECONDS.toMillis(now - times.lastNanos())))));
        NotCachedReport report = new NotCachedReport(entries, dropped);
        met.clear();
        dropped = 0;
        scheduled = false;
        return report;
    }
}
