package io.netfscache.internal;

import io.netty.channel.Channel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainSocketChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDomainSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.security.SecureRandom;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Where this package takes its time, randomness and threads from; the only class of it that does. */
final class Wiring {
    private Wiring() {}

    /** Monotonic time in nanoseconds. */
    static LongSupplier clock() {
        return System::nanoTime;
    }

    /** Time of day in milliseconds. */
    static LongSupplier wallClock() {
        return System::currentTimeMillis;
    }

    /** Random numbers that nobody else draws: session and operation ids must be unique in the fleet. */
    static RandomGenerator random() {
        return new SecureRandom();
    }

    static EventLoops eventLoops(int threads) {
        return new EventLoops(
                threads,
                new KnownThreads(new DefaultThreadFactory("netfs-client", true), clock()),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** Daemon threads that look names up. */
    static KnownThreads lookUpThreads() {
        return new KnownThreads(new DefaultThreadFactory("netfs-client-names", true), clock());
    }

    /** Looks names up in such threads, which end when there are none to be looked up. */
    static ExecutorService lookUps(KnownThreads factory) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                ClientLimits.LOOKUP_THREADS,
                ClientLimits.LOOKUP_THREADS,
                1,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(ClientLimits.LOOKUP_QUEUE),
                factory);
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** The channel type for such an address. */
    static Class<? extends Channel> socketChannel(SocketAddress address) {
        if (address instanceof UnixDomainSocketAddress) {
            return Epoll.isAvailable() ? EpollDomainSocketChannel.class : NioDomainSocketChannel.class;
        }
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** The address as that channel type takes it. */
    static SocketAddress socketAddress(SocketAddress address) {
        return address instanceof UnixDomainSocketAddress unix && Epoll.isAvailable()
                ? new DomainSocketAddress(unix.getPath().toFile())
                : address;
    }
}
