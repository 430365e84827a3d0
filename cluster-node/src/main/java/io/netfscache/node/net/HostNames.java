package io.netfscache.node.net;

import io.netfscache.protocol.Limits;
import io.netty.resolver.AddressResolver;
import io.netty.resolver.AddressResolverGroup;
import io.netty.resolver.InetNameResolver;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Promise;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * Looks a name up each time a connection to it is opened, so that a node that has moved is found, off the event loops,
 * because the JDK blocks. Where a name has several addresses each connection takes the next, so that one that is
 * dead costs one attempt. An answer later than {@link Limits#CONNECT_DEADLINE} counts as none.
 */
public final class HostNames extends AddressResolverGroup<InetSocketAddress> {
    /** Names whose turn is remembered. */
    private static final int MAX_TURNS = 1024;

    private final Executor threads;
    private final Map<String, Integer> turns = new ConcurrentHashMap<>();

    /** @param threads for what blocks; one that takes no more makes the look-up fail */
    public HostNames(Executor threads) {
        this.threads = threads;
    }

    @Override
    protected AddressResolver<InetSocketAddress> newResolver(EventExecutor loop) {
        return new Resolver(loop).asAddressResolver();
    }

    private InetAddress next(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(host);
        if (addresses.length == 1) {
            return addresses[0];
        }
        if (turns.size() >= MAX_TURNS) {
            turns.clear();
        }
        return addresses[turns.merge(host, 0, (turn, first) -> turn + 1) % addresses.length];
    }

    private final class Resolver extends InetNameResolver {
        private final EventExecutor loop;

        Resolver(EventExecutor loop) {
            super(loop);
            this.loop = loop;
        }

        @Override
        protected void doResolve(String host, Promise<InetAddress> promise) {
            if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
                number(host, promise);
                return;
            }
            loop.schedule(
                    () -> promise.tryFailure(
                            new UnknownHostException(host + ": no answer within " + Limits.CONNECT_DEADLINE)),
                    Limits.CONNECT_DEADLINE.toMillis(),
                    TimeUnit.MILLISECONDS);
            try {
                threads.execute(() -> {
                    try {
                        promise.trySuccess(next(host));
                    } catch (UnknownHostException e) {
                        promise.tryFailure(e);
                    }
                });
            } catch (RejectedExecutionException full) {
                promise.tryFailure(new UnknownHostException(host + ": too many names are being looked up"));
            }
        }

        /** Takes no look-up, and so no thread that may be waiting for one. */
        private static void number(String host, Promise<InetAddress> promise) {
            try {
                promise.setSuccess(InetAddress.getByName(host));
            } catch (UnknownHostException noSuchZone) {
                promise.setFailure(noSuchZone);
            }
        }

        @Override
        protected void doResolveAll(String host, Promise<List<InetAddress>> promise) {
            throw new UnsupportedOperationException("a connection needs one address of " + host);
        }
    }
}
