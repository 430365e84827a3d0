package io.netfscache.internal;

import io.netfscache.CacheException;
import io.netfscache.protocol.Data;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ProtocolException;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.View;
import io.netfscache.protocol.Welcome;
import io.netfscache.protocol.Write;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A multiplexed connection to one node: hello, requests with their replies in any order, pushes. Methods may be called
 * by any thread and do not block; futures complete on the connection's event loop.
 */
final class Connection implements FrameDecoder.Sink, Requests.Wire {
    /** Who is told what the node says unasked. Called on the event loop. */
    interface Peer {
        /** A {@link View}, {@link Fence} or {@link Goodbye}; a fence wants its answer under {@code requestId}. */
        void pushed(Connection connection, long requestId, Frame frame);

        /** This side is about to close the connection: the node must not see that before this returns. */
        default void closing(Connection connection) {}

        /** A connection that had been opened is gone. */
        void closed(Connection connection, CacheException why);
    }

    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);
    private static final long HELLO_ID = 1;

    private final SocketAddress address;
    private final Hello hello;
    private final Peer peer;
    private final Counters counters;
    private final CompletableFuture<Connection> opened = new CompletableFuture<>();

    private volatile @Nullable Channel channel;
    private volatile @Nullable Requests requests;
    private volatile @Nullable Welcome welcome;
    // On the event loop only.
    private @Nullable CacheException closedBecause;
    private boolean flushScheduled;
    private int scrubs;

    Connection(SocketAddress address, Hello hello, Peer peer, Counters counters) {
        this.address = address;
        this.hello = hello;
        this.peer = peer;
        this.counters = counters;
    }

    /** What every byte passes, in order. */
    void buildPipeline(Channel made) {
        channel = made;
        made.config()
                .setRecvByteBufAllocator(
                        new AdaptiveRecvByteBufAllocator(2048, 16 * 1024, ClientLimits.MAX_RECEIVE_BYTES));
        made.pipeline()
                .addLast("socket-counter", new SocketCounter(counters))
                .addLast("frame-decoder", new FrameDecoder(this))
                .addLast("life-cycle", new LifeCycle());
    }

    CompletableFuture<Connection> opened() {
        return opened;
    }

    SocketAddress address() {
        return address;
    }

    NodeId node() {
        return welcome().node();
    }

    int chunkBytes() {
        return welcome().chunkBytes();
    }

    private Welcome welcome() {
        Welcome known = welcome;
        if (known == null) {
            throw new IllegalStateException("not welcomed yet by " + address);
        }
        return known;
    }

    boolean isOpen() {
        Channel known = channel;
        return known != null && known.isActive();
    }

    /** Asks; fails with a {@link CacheException}: what the node says, or ENOBUFS when no answer comes in time. */
    <T extends Frame> CompletableFuture<T> request(Frame frame, Class<T> answer, Duration deadline) {
        return call(frame, null, null, 0, deadline).reply().thenApply(reply -> {
            if (answer.isInstance(reply)) {
                return answer.cast(reply);
            }
            malformed(new ProtocolException(frame.type() + " was answered by " + reply.type()));
            throw new java.util.concurrent.CompletionException(outOfStep(frame.type() + " had a wrong answer"));
        });
    }

    /** Reads; the reply is a {@link Data} whose checked payload is in {@code into}. */
    Call read(Read read, Destination into, Duration deadline) {
        return call(read, into, null, read.length(), deadline);
    }

    /** Writes {@code payload}, which belongs to the connection until the call ends. */
    Call write(Write write, ByteBuffer payload, Duration deadline) {
        return call(write, null, payload, write.length(), deadline);
    }

    private Call call(
            Frame frame, @Nullable Destination into, @Nullable ByteBuffer payload, int bytes, Duration deadline) {
        Requests open = requests;
        if (open == null) {
            throw new IllegalStateException("not welcomed yet by " + address);
        }
        if (!(frame instanceof Heartbeat)) {
            counters.requests.increment();
        }
        Call call = new Call(open, frame, into, payload, bytes, deadline);
        open.submit(call);
        return call;
    }

    /** Sends a frame that is no request: an answer to the node's push. */
    void send(long requestId, Frame frame) {
        Channel open = channel();
        open.eventLoop().execute(() -> {
            if (closedBecause == null) {
                write(open, requestId, frame, null);
            }
        });
    }

    @Override
    public @Nullable Future<?> write(Call call) {
        return write(channel(), call.id, call.frame(), call.payload());
    }

    private @Nullable Future<?> write(Channel open, long requestId, Frame frame, @Nullable ByteBuffer payload) {
        ByteBuf head = open.alloc().buffer(256);
        FrameHeader.encodeFrame(head, requestId, frame, payload == null ? 0 : payload.remaining());
        Future<?> written = open.write(head);
        if (payload != null) {
            written = open.write(Unpooled.wrappedBuffer(payload));
        }
        if (!flushScheduled) {
            // Everything that is submitted until the loop comes to this task goes out in one system call.
            flushScheduled = true;
            open.eventLoop().execute(() -> {
                flushScheduled = false;
                open.flush();
            });
        }
        return payload == null ? null : written;
    }

    @Override
    public @Nullable Destination destination(long requestId, Data data) {
        Call call = outstanding().find(requestId);
        if (!(call.frame() instanceof Read read) || read.offset() != data.offset() || data.length() > call.bytes()) {
            throw new ProtocolException("DATA [" + data.offset() + ", +" + data.length() + ") answers " + call.frame());
        }
        Destination destination = call.destination;
        if (destination != null && data.length() > destination.capacity()) {
            throw new ProtocolException(
                    "DATA of " + data.length() + " bytes for a space of " + destination.capacity() + " bytes");
        }
        return destination;
    }

    @Override
    public void received(long requestId, Data data) {
        Requests open = outstanding();
        Call call = open.find(requestId);
        Destination destination = call.destination;
        List<Integer> bad = destination == null ? List.of() : destination.mismatches(data.checksums());
        if (bad.isEmpty()) {
            open.complete(call, data);
        } else {
            counters.checksumMisses.increment();
            Read read = (Read) call.frame();
            LOG.atWarn()
                    .addKeyValue("node", this)
                    .addKeyValue("cookie", read.cookie())
                    .addKeyValue("offset", data.offset())
                    .addKeyValue("blocks", bad)
                    .log("blocks do not match their checksums and count as missing");
            bad.forEach(block -> scrub(read, data.offset() + (long) block * Limits.BLOCK_BYTES));
            open.fail(call, new CorruptBlocksException(bad, "blocks " + bad + " from " + this));
        }
    }

    /** Has the node look at a block again; nobody waits for it. */
    private void scrub(Read read, long offset) {
        if (scrubs >= ClientLimits.MAX_SCRUBS) {
            return;
        }
        scrubs++;
        Scrub scrub = new Scrub(read.cookie(), read.generation(), offset, Limits.BLOCK_BYTES);
        Async.handled(call(scrub, null, null, 0, Limits.READ_DEADLINE).reply().whenComplete((reply, error) -> {
            scrubs--;
            LOG.atInfo()
                    .addKeyValue("node", this)
                    .addKeyValue("outcome", error == null ? reply : error)
                    .log("scrubbed");
        }));
    }

    @Override
    public void received(long requestId, Frame frame) {
        if (welcome == null) {
            greeted(frame);
        } else if (frame instanceof View || frame instanceof Fence || frame instanceof Goodbye) {
            peer.pushed(this, requestId, frame);
        } else {
            Requests open = outstanding();
            Call call = open.find(requestId);
            if (frame instanceof ErrorReply error) {
                open.fail(call, new NodeErrorException(error, toString()));
            } else {
                open.complete(call, frame);
            }
        }
    }

    private void greeted(Frame frame) {
        Channel open = channel();
        if (frame instanceof ErrorReply error) {
            close(new NodeErrorException(error, toString()));
        } else if (frame instanceof Welcome accepted && accepted.version() == Hello.VERSION) {
            requests = new Requests(open.eventLoop(), this, toString(), accepted);
            welcome = accepted;
            LOG.atDebug()
                    .addKeyValue("node", this)
                    .addKeyValue("session", hello.sessionNode())
                    .log("connected");
            opened.complete(this);
        } else {
            malformed(new ProtocolException("HELLO was answered by " + frame));
        }
    }

    @Override
    public void malformed(ProtocolException error) {
        close(outOfStep(error.getMessage()));
    }

    private CacheException outOfStep(@Nullable String message) {
        return new CacheException(ErrorCode.EIO, Reason.MALFORMED, "node " + this + " broke the protocol: " + message);
    }

    /** The connection could not be made. */
    void failed(CacheException why) {
        opened.completeExceptionally(why);
    }

    /** Closes; what is outstanding ends with {@code why}. */
    @Override
    public void close(CacheException why) {
        Channel open = channel;
        if (open == null) {
            failed(why);
        } else if (open.eventLoop().inEventLoop()) {
            closeNow(open, why);
        } else {
            open.eventLoop().execute(() -> closeNow(open, why));
        }
    }

    private void closeNow(Channel open, CacheException why) {
        if (closedBecause == null) {
            closedBecause = why;
            peer.closing(this);
            Async.handled(open.close());
        }
    }

    private Channel channel() {
        Channel known = channel;
        if (known == null) {
            throw new IllegalStateException("not connected to " + address);
        }
        return known;
    }

    private Requests outstanding() {
        Requests known = requests;
        if (known == null) {
            throw new ProtocolException("a reply before WELCOME");
        }
        return known;
    }

    /** host:port. */
    @Override
    public String toString() {
        return Addresses.text(address);
    }

    /** Says hello when the socket is there, ends everything when it is gone. */
    private final class LifeCycle extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            write(ctx.channel(), HELLO_ID, hello, null);
            Future<?> timer = ctx.executor()
                    .schedule(
                            () -> close(new CacheException(
                                    ErrorCode.ENOBUFS,
                                    Reason.NO_NODES,
                                    "node " + Connection.this + " did not answer the hello within "
                                            + Limits.CONNECT_DEADLINE)),
                            Limits.CONNECT_DEADLINE.toNanos(),
                            TimeUnit.NANOSECONDS);
            Async.handled(opened.whenComplete((connection, error) -> timer.cancel(false)));
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            CacheException why = closedBecause;
            if (why == null) {
                why = new CacheException(
                        ErrorCode.ENOBUFS, Reason.NO_NODES, "node " + Connection.this + " closed the connection");
                closedBecause = why;
            }
            Requests open = requests;
            if (open != null) {
                open.close(why);
            }
            if (!opened.completeExceptionally(why)) {
                LOG.atDebug().addKeyValue("node", Connection.this).setCause(why).log("disconnected");
                peer.closed(Connection.this, why);
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            boolean socket = cause instanceof java.io.IOException;
            CacheException why = new CacheException(
                    socket ? ErrorCode.ENOBUFS : ErrorCode.EIO,
                    socket ? Reason.NO_NODES : Reason.MALFORMED,
                    "connection to node " + Connection.this + " failed: " + cause);
            why.initCause(cause);
            close(why);
        }
    }
}
