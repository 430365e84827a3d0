import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollEventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.util.Version;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.stream.Collectors;

/**
 * Somebody else's program: an echo server on its own Netty 4.1, which goes on while two clients of the cache, in the same
 * JVM, read a file. Arguments: HOST PORT FILE.
 */
class ProgramWithItsOwnNetty {
    public static void main(String[] args) throws Exception {
        EventLoopGroup own = new EpollEventLoopGroup(1);
        int echoed = echo(own);
        System.out.println("its own Netty " + Version.identify().get("netty-transport").artifactVersion() + " echoed "
                + echoed + " bytes by epoll");

        Set<Thread> before = Thread.getAllStackTraces().keySet();
        ClientConfig config = ClientConfig.of(
                List.of(InetSocketAddress.createUnresolved(args[0], Integer.parseInt(args[1]))));
        FsCache first = FsCache.connect(config);
        FsCache second = FsCache.connect(config);
        int ofFirst = read(first, args[2]);
        System.out.println("the client's Netty " + shadedVersion() + " by " + transport());
        int ofSecond = read(second, args[2]);
        first.close();
        second.close();
        if (ofFirst != ofSecond) {
            throw new AssertionError(ofFirst + " and " + ofSecond);
        }
        System.out.println("two clients read " + ofFirst + " bytes each");
        System.out.println("threads left: " + newThreads(before));

        echo(own);
        own.shutdownGracefully(0, 1, TimeUnit.SECONDS).sync();
        GlobalEventExecutor.INSTANCE.awaitInactivity(5, TimeUnit.SECONDS);
    }

    private static int echo(EventLoopGroup loops) throws Exception {
        CompletableFuture<Integer> answered = new CompletableFuture<>();
        Channel server = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        ctx.writeAndFlush(message);
                    }
                })
                .bind("127.0.0.1", 0)
                .sync()
                .channel();
        Channel client = new Bootstrap()
                .group(loops)
                .channel(EpollSocketChannel.class)
                .handler(new ChannelInboundHandlerAdapter() {
                    @Override
                    public void channelRead(ChannelHandlerContext ctx, Object message) {
                        answered.complete(((ByteBuf) message).readableBytes());
                        ((ByteBuf) message).release();
                    }
                })
                .connect(server.localAddress())
                .sync()
                .channel();
        client.writeAndFlush(Unpooled.copyInt(7));
        int bytes = answered.get(10, TimeUnit.SECONDS);
        client.close().sync();
        server.close().sync();
        return bytes;
    }

    private static int read(FsCache cache, String path) throws Exception {
        if (!cache.awaitConnected(10_000)) {
            throw new AssertionError("no session");
        }
        try (Origin origin = Origins.resolve(path).origin();
                Netfs netfs = Netfs.mount(cache, origin, new NetfsOptions("", 64L << 20, 0, 32L << 20));
                NetfsFile file = netfs.open(path)) {
            return file.read(0, ByteBuffer.allocate((int) file.size()));
        }
    }

    /** Which transport the client's threads are in. */
    private static String transport() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> thread.getKey().getName().startsWith("netfs-client"))
                .flatMap(thread -> List.of(thread.getValue()).stream())
                .map(StackTraceElement::getClassName)
                .filter(name -> name.startsWith("io.netfscache.shaded.io.netty.channel.epoll.Native")
                        || name.startsWith("sun.nio.ch"))
                .map(name -> name.startsWith("sun") ? "nio" : "epoll")
                .distinct()
                .collect(Collectors.joining(" and "));
    }

    private static String shadedVersion() throws Exception {
        Path library = Path.of(FsCache.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        try (JarFile jar = new JarFile(library.toFile())) {
            return jar.getManifest().getMainAttributes().getValue("Shaded-Netty-Version");
        }
    }

    private static List<String> newThreads(Set<Thread> before) {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> !before.contains(thread))
                .map(Thread::getName)
                .toList();
    }
}
