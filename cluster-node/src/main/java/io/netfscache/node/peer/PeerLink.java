package io.netfscache.node.peer;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.net.FrameDecoder;
import io.netfscache.node.net.Frames;
import io.netfscache.node.net.HostNames;
import io.netfscache.node.net.InboundFrame;
import io.netfscache.node.net.Transport;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.Welcome;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connection to one peer, from its opening to its end: a peer that is to be reached after that gets a new link.
 * All its state belongs to its event loop.
 */
final class PeerLink extends SimpleChannelInboundHandler<InboundFrame> {
    private final NodeId expected;
    private final Hello hello;
    private final CompletableFuture<Channel> ready = new CompletableFuture<>();
    private final Map<Long, CompletableFuture<Frame>> outstanding = new HashMap<>();
    /** Requests made before the link was open: a peer that is stopped accepts it and does not answer. */
    private final AtomicInteger waiting = new AtomicInteger();

    private boolean welcomed;
    private long lastRequestId;

    private PeerLink(NodeId expected, Hello hello) {
        this.expected = expected;
        this.hello = hello;
    }

    static PeerLink open(
            Transport transport,
            EventLoopGroup loops,
            HostNames names,
            NodeId expected,
            InetSocketAddress address,
            Hello hello) {
        PeerLink link = new PeerLink(expected, hello);
        new Bootstrap()
                .group(loops)
                .channel(transport.socket())
                .resolver(names)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, NodeLimits.PEER_BACKLOG)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int) Limits.CONNECT_DEADLINE.toMillis())
                .handler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline()
                                // Fences that come at the same time leave in one write (COHERENCE 10).
                                .addLast("flushes", new FlushConsolidationHandler(NodeLimits.PEER_FLUSH_FRAMES, true))
                                .addLast("frames", new FrameDecoder(new Semaphore(1)))
                                .addLast("link", link);
                    }
                })
                .connect(address)
                .addListener(future -> {
                    Throwable cause = future.cause();
                    if (cause != null) {
                        link.ready.completeExceptionally(cause);
                    }
                });
        return link;
    }

    /** Whether the link has ended, or never began. */
    boolean ended() {
        if (!ready.isDone()) {
            return false;
        }
        Channel channel = ready.isCompletedExceptionally() ? null : ready.join();
        return channel == null || !channel.isActive();
    }

    CompletableFuture<Frame> request(Frame frame) {
        if (!ready.isDone() && waiting.incrementAndGet() > NodeLimits.PEER_REQUESTS) {
            return CompletableFuture.failedFuture(
                    new IOException("too many requests wait for the link to node " + expected + " to open"));
        }
        return ready.thenCompose(channel -> {
            CompletableFuture<Frame> answer = new CompletableFuture<>();
            channel.eventLoop().execute(() -> send(channel, frame, answer));
            return answer;
        });
    }

    private void send(Channel channel, Frame frame, CompletableFuture<Frame> answer) {
        // Fences wait at the peer for its clients: as many as they may be, they must not cost this node its lease.
        boolean full = outstanding.size() >= NodeLimits.PEER_REQUESTS && frame.type() != FrameType.RENEW;
        if (!channel.isActive() || !channel.isWritable() || full) {
            answer.completeExceptionally(new IOException(
                    "link to node " + expected + (channel.isActive() ? " has too much outstanding" : " has ended")));
            return;
        }
        long id = ++lastRequestId;
        outstanding.put(id, answer);
        channel.eventLoop().schedule(() -> timeOut(id), NodeLimits.PEER_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        Frames.send(channel, id, frame);
    }

    private void timeOut(long id) {
        CompletableFuture<Frame> answer = outstanding.remove(id);
        if (answer != null) {
            answer.completeExceptionally(
                    new IOException("node " + expected + " has not answered in " + NodeLimits.PEER_DEADLINE));
        }
    }

    void close() {
        ready.thenAccept(Channel::close);
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        Frames.send(context.channel(), 1, hello);
        lastRequestId = 1;
        context.executor()
                .schedule(
                        () -> {
                            if (!welcomed) {
                                context.close();
                            }
                        },
                        NodeLimits.HELLO_DEADLINE.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, InboundFrame inbound) throws IOException {
        if (!welcomed) {
            welcome(context, inbound.frame());
            return;
        }
        CompletableFuture<Frame> answer = outstanding.remove(inbound.requestId());
        if (answer != null) {
            answer.complete(inbound.frame());
        }
    }

    private void welcome(ChannelHandlerContext context, Frame frame) throws IOException {
        if (frame instanceof ErrorReply error) {
            throw new IOException("node " + expected + " refused this node: " + error.message());
        }
        if (!(frame instanceof Welcome welcome)) {
            throw new IOException("node " + expected + " answered the hello with " + frame.type());
        }
        if (!welcome.node().equals(expected)) {
            throw new IOException("where node " + expected + " should be, node " + welcome.node() + " answers");
        }
        context.pipeline().get(FrameDecoder.class).trust();
        welcomed = true;
        ready.complete(context.channel());
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        end(new IOException("the link to node " + expected + " has ended"));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        end(cause);
        context.close();
    }

    private void end(Throwable cause) {
        ready.completeExceptionally(cause);
        Map<Long, CompletableFuture<Frame>> failed = Map.copyOf(outstanding);
        outstanding.clear();
        failed.values().forEach(answer -> answer.completeExceptionally(cause));
    }

    /** For logs: where the link leads. */
    @Override
    public String toString() {
        @Nullable Channel channel = ready.getNow(null);
        return "PeerLink[" + expected + (channel == null ? "" : ", " + channel.remoteAddress()) + "]";
    }
}
