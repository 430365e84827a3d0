package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Unuse;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers the marks that are given back, so that a thousand closed files cost a few frames. */
final class UnuseBatch {
    private static final Logger LOG = LoggerFactory.getLogger(UnuseBatch.class);

    /** @param attempt the first one is 1 */
    private record Entry(Unuse.Mark mark, Runnable sent, int attempt) {}

    private final Session session;
    private final EventLoop loop;
    private final List<Entry> entries = new ArrayList<>();
    private boolean scheduled;
    /** Marks that wait to be sent again. */
    private int retried;
    /** Frames of {@link #addNow} that have not been answered; any thread. */
    private final AtomicInteger atOnce = new AtomicInteger();

    UnuseBatch(Session session, EventLoop loop) {
        this.session = session;
        this.loop = loop;
    }

    /** Gives a mark back within {@link ClientLimits#UNUSE_DELAY}; {@code sent} runs on the event loop when it goes out. */
    void add(Unuse.Mark mark, Runnable sent) {
        loop.execute(() -> {
            entries.add(new Entry(mark, sent, 1));
            if (entries.size() >= ClientLimits.UNUSE_BATCH) {
                flush();
            } else if (!scheduled) {
                scheduled = true;
                Async.handled(loop.schedule(
                        () -> {
                            scheduled = false;
                            flush();
                        },
                        ClientLimits.UNUSE_DELAY.toNanos(),
                        TimeUnit.NANOSECONDS));
            }
        });
    }

    /**
     * As {@link #add}, before whatever the session node is asked from now on; when very many are given back so at once, as
     * {@link #add}: a frame for each would take the place of other requests, and those for which there is none are lost.
     */
    void addNow(Unuse.Mark mark, Runnable sent) {
        if (atOnce.incrementAndGet() > ClientLimits.MAX_UNUSE_NOW) {
            atOnce.decrementAndGet();
            add(mark, sent);
            return;
        }
        Async.handled(
                send(List.of(new Entry(mark, () -> {}, 1))).whenComplete((ok, error) -> atOnce.decrementAndGet()));
        loop.execute(sent);
    }

    private void flush() {
        if (entries.isEmpty()) {
            return;
        }
        List<Entry> first = entries.subList(0, Math.min(entries.size(), ClientLimits.UNUSE_BATCH));
        List<Entry> batch = List.copyOf(first);
        first.clear();
        Async.handled(send(batch));
        batch.forEach(entry -> entry.sent().run());
        flush();
    }

    private CompletableFuture<Ok> send(List<Entry> batch) {
        Unuse unuse = new Unuse(batch.stream().map(Entry::mark).toList());
        return session.request(unuse, Ok.class, Limits.LOOKUP_DEADLINE).whenComplete((ok, error) -> {
            if (error != null) {
                loop.execute(() -> failed(batch, Async.cause(error)));
            }
        });
    }

    /**
     * A mark that stays does so for as long as the session lives, also when that is resumed after a gap: a reader's would
     * keep an object disabled after a DIO_WRITE, a modifier's would keep it dirty too, so it comes first.
     */
    private void failed(List<Entry> batch, CacheException why) {
        List<Entry> again = batch.stream()
                .filter(entry -> entry.attempt() < ClientLimits.MAX_UNUSE_ATTEMPTS)
                .sorted(Comparator.comparing(entry -> !entry.mark().modified()))
                .limit(ClientLimits.MAX_UNUSE_RETRIED - retried)
                .map(entry -> new Entry(entry.mark(), () -> {}, entry.attempt() + 1))
                .toList();
        LOG.atDebug()
                .addKeyValue("marks", batch.size())
                .addKeyValue("again", again.size())
                .setCause(why)
                .log("marks not given back");
        if (again.isEmpty() || loop.isShuttingDown()) {
            return;
        }
        retried += again.size();
        Async.handled(loop.schedule(
                () -> {
                    retried -= again.size();
                    entries.addAll(again);
                    flush();
                },
                ClientLimits.UNUSE_RETRY.toNanos(),
                TimeUnit.NANOSECONDS));
    }
}
