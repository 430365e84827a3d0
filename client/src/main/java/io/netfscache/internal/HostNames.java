package io.netfscache.internal;

import io.netfscache.protocol.Limits;
import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks a name up each time a connection to it is opened, so that a node that has moved is found, and off the event loops,
 * because the JDK blocks. Where a name has several addresses each connection takes the next, so that one that is dead costs
 * one attempt. An answer later than {@link Limits#CONNECT_DEADLINE} counts as none.
 */
final class HostNames {
    private static final Logger LOG = LoggerFactory.getLogger(HostNames.class);

    /** As the JDK looks a name up. */
    interface NameService {
        InetAddress[] lookUp(String host) throws UnknownHostException;
    }

    private final KnownThreads threads;
    private final ExecutorService executor;
    private final NameService service;
    private final Map<String, Integer> turns = new ConcurrentHashMap<>();

    /** @param threads for what blocks; when {@link Wiring#lookUps} takes no more the look-up fails */
    HostNames(KnownThreads threads, NameService service) {
        this.threads = threads;
        this.executor = Wiring.lookUps(threads);
        this.service = service;
    }

    /** Completes on {@code loop}, or exceptionally with an {@link UnknownHostException}; at once where there is no name. */
    CompletableFuture<SocketAddress> lookUp(SocketAddress address, EventLoop loop) {
        if (!(address instanceof InetSocketAddress named) || !named.isUnresolved()) {
            return CompletableFuture.completedFuture(address);
        }
        String host = named.getHostString();
        CompletableFuture<SocketAddress> found = new CompletableFuture<>();
        Future<?> deadline = loop.schedule(
                () -> found.completeExceptionally(
                        new UnknownHostException(host + ": no answer within " + Limits.CONNECT_DEADLINE)),
                Limits.CONNECT_DEADLINE.toMillis(),
                TimeUnit.MILLISECONDS);
        try {
            executor.execute(() -> {
                try {
                    InetSocketAddress next = new InetSocketAddress(next(host), named.getPort());
                    loop.execute(() -> found.complete(next));
                } catch (UnknownHostException e) {
                    loop.execute(() -> found.completeExceptionally(e));
                } catch (RejectedExecutionException closed) {
                    // The client is closed: nobody waits any more.
                } finally {
                    deadline.cancel(false);
                }
            });
        } catch (RejectedExecutionException full) {
            loop.execute(() -> found.completeExceptionally(
                    new UnknownHostException(host + ": too many names are being looked up")));
        }
        return found;
    }

    private InetAddress next(String host) throws UnknownHostException {
        InetAddress[] addresses = service.lookUp(host);
        if (addresses.length == 1) {
            return addresses[0];
        }
        if (turns.size() >= ClientLimits.LOOKUP_TURNS) {
            turns.clear();
        }
        return addresses[turns.merge(host, 0, (turn, first) -> turn + 1) % addresses.length];
    }

    /** Begins no look-up any more; one that blocks ends when the name service answers, which nothing can hasten. */
    void shutdown() {
        executor.shutdownNow();
    }

    /** Waits for its threads after {@link #shutdown}; whether they have ended. */
    boolean awaitEnd(Duration longest) {
        boolean ended = threads.awaitEnds(longest).isEmpty();
        if (!ended) {
            LOG.atWarn().log("a name is still being looked up; its thread ends when the name service answers");
        }
        return ended;
    }
}
