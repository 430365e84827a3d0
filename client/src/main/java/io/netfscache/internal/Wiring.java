package io.netfscache.internal;

import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.security.SecureRandom;
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
                new DefaultThreadFactory("netfs-client", true),
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory(),
                clock());
    }

    static Class<? extends SocketChannel> socketChannel() {
        return Epoll.isAvailable() ? EpollSocketChannel.class : NioSocketChannel.class;
    }
}
