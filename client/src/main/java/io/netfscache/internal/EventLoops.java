package io.netfscache.internal;

import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.SingleThreadIoEventLoop;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads of one client, each an event loop. Not a group of Netty's: that one hears of the end of its loops on
 * Netty's global executor, a static thread that would outlive the client by a second.
 */
final class EventLoops {
    private static final Logger LOG = LoggerFactory.getLogger(EventLoops.class);

    private final KnownThreads threads;
    private final List<EventLoop> loops = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();

    EventLoops(int count, KnownThreads threads, IoHandlerFactory handlers) {
        this.threads = threads;
        for (int i = 0; i < count; i++) {
            loops.add(new SingleThreadIoEventLoop(null, threads, handlers));
        }
    }

    /** Each in turn. */
    EventLoop next() {
        return loops.get(Math.floorMod(next.getAndIncrement(), loops.size()));
    }

    /**
     * Ends the loops, their connections and their threads: when this returns there is none left, or a warning is logged.
     * One of the threads itself may call it; that one ends right after.
     */
    void close() {
        close(ClientLimits.CLOSE_DEADLINE);
    }

    /** @param longest wait for the threads */
    void close(Duration longest) {
        for (EventLoop loop : loops) {
            Async.handled(loop.shutdownGracefully(0, longest.toMillis() / 2, TimeUnit.MILLISECONDS));
        }
        for (Thread thread : threads.awaitEnds(longest)) {
            LOG.atWarn().addKeyValue("thread", thread.getName()).log("a thread of the client did not end in time");
        }
    }
}
