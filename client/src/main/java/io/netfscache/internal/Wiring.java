package io.netfscache.internal;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/** Where this module takes its time, randomness and threads from; the only class that does. */
public final class Wiring {
    private static final long IDLE_WORKER_SECONDS = 5;

    private Wiring() {}

    /** Monotonic time in nanoseconds. */
    public static LongSupplier clock() {
        return System::nanoTime;
    }

    /** Time of day, to compare with an origin's timestamps. */
    public static InstantSource wallClock() {
        return InstantSource.system();
    }

    /** Random numbers that nobody else draws: session and operation ids must be unique in the fleet. */
    public static RandomGenerator random() {
        return new SecureRandom();
    }

    static EventLoopGroup eventLoops(int threads) {
        return new MultiThreadIoEventLoopGroup(
                threads,
                new DefaultThreadFactory("netfs-client", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    static Class<? extends SocketChannel> socketChannel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }

    /** Daemon threads that end when idle; work beyond {@code queue} is refused. */
    public static ThreadPoolExecutor workers(String name, int threads, int queue) {
        ThreadPoolExecutor workers = new ThreadPoolExecutor(
                threads,
                threads,
                IDLE_WORKER_SECONDS,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(queue),
                new DefaultThreadFactory(name, true));
        workers.allowCoreThreadTimeOut(true);
        return workers;
    }
}
