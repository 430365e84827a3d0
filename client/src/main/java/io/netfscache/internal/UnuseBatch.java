package io.netfscache.internal;

import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Ok;
import io.netfscache.protocol.Unuse;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Gathers the marks that are given back, so that a thousand closed files cost a few frames. */
final class UnuseBatch {
    private static final Logger LOG = LoggerFactory.getLogger(UnuseBatch.class);

    private record Entry(Unuse.Mark mark, Runnable sent) {}

    private final Session session;
    private final EventLoop loop;
    private final List<Entry> entries = new ArrayList<>();
    private boolean scheduled;

    UnuseBatch(Session session, EventLoop loop) {
        this.session = session;
        this.loop = loop;
    }

    /** Gives a mark back within {@link ClientLimits#UNUSE_DELAY}; {@code sent} runs on the event loop when it goes out. */
    void add(Unuse.Mark mark, Runnable sent) {
        loop.execute(() -> {
            entries.add(new Entry(mark, sent));
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

    private void flush() {
        if (entries.isEmpty()) {
            return;
        }
        List<Entry> batch = List.copyOf(entries);
        entries.clear();
        Unuse unuse = new Unuse(batch.stream().map(Entry::mark).toList());
        Async.handled(session.request(unuse, Ok.class, Limits.LOOKUP_DEADLINE).whenComplete((ok, error) -> {
            if (error != null) {
                // Harmless: marks that are not given back go with the session.
                LOG.atDebug().addKeyValue("marks", batch.size()).setCause(error).log("marks not given back");
            }
        }));
        batch.forEach(entry -> entry.sent().run());
    }
}
