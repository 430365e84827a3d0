package io.netfscache.node.net;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerDomainSocketChannel;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerDomainSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.unix.DomainSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.ThreadFactory;
import java.util.function.Function;

/** The channel types of this machine: epoll where it works, NIO elsewhere. */
public record Transport(
        IoHandlerFactory ioHandler,
        Class<? extends SocketChannel> socket,
        Class<? extends ServerChannel> server,
        Class<? extends ServerChannel> unixServer,
        Function<Path, SocketAddress> unixAddress) {
    public static Transport best() {
        return Epoll.isAvailable()
                ? new Transport(
                        EpollIoHandler.newFactory(),
                        EpollSocketChannel.class,
                        EpollServerSocketChannel.class,
                        EpollServerDomainSocketChannel.class,
                        path -> new DomainSocketAddress(path.toFile()))
                : new Transport(
                        NioIoHandler.newFactory(),
                        NioSocketChannel.class,
                        NioServerSocketChannel.class,
                        NioServerDomainSocketChannel.class,
                        UnixDomainSocketAddress::of);
    }

    public EventLoopGroup eventLoops(int threads, ThreadFactory factory) {
        return new MultiThreadIoEventLoopGroup(threads, factory, ioHandler);
    }
}
