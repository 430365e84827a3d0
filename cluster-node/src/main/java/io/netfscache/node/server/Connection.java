package io.netfscache.node.server;

import io.netfscache.node.NodeLimits;
import io.netfscache.node.net.Frames;
import io.netfscache.node.session.SessionLink;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Goodbye;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.SessionId;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.channel.FileRegion;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An accepted connection: who is at the other end, what it has outstanding, and the way back. The credits and the pushes
 * belong to the event loop; {@link #send}, {@link #push} and {@link #end} may be called from any thread.
 */
final class Connection implements SessionLink {
    private static final Logger log = LoggerFactory.getLogger(Connection.class);

    private final Channel channel;
    private final Hello hello;
    private final Map<Long, CompletableFuture<FenceAck>> pushes = new HashMap<>();
    private int outstandingRequests;
    private long outstandingBytes;
    private long lastPushId;
    /** Completes when the next list may begin. */
    private CompletableFuture<?> listed = CompletableFuture.completedFuture(null);

    Connection(Channel channel, Hello hello) {
        this.channel = channel;
        this.hello = hello;
    }

    Hello.Role role() {
        return hello.role();
    }

    SessionId session() {
        return hello.session();
    }

    /** Who this is when others are told of it: the principal, or where it comes from. */
    String reporter() {
        if (!hello.principal().isEmpty()) {
            return hello.principal();
        }
        return channel.remoteAddress() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : "this machine";
    }

    boolean isSession() {
        return hello.role() == Hello.Role.CLIENT && hello.sessionNode();
    }

    EventLoop loop() {
        return channel.eventLoop();
    }

    Channel channel() {
        return channel;
    }

    /** Completes when the connection is closed, by whichever side. */
    CompletableFuture<Void> gone() {
        CompletableFuture<Void> gone = new CompletableFuture<>();
        channel.closeFuture().addListener(closed -> gone.complete(null));
        return gone;
    }

    /** Takes a request's credits; false when the other side has overdrawn them. */
    boolean admit(int payloadBytes) {
        outstandingRequests++;
        outstandingBytes += payloadBytes;
        return outstandingRequests <= Limits.REQUEST_CREDITS && outstandingBytes <= Limits.BYTE_CREDITS;
    }

    /**
     * Begins when the one before has ended: one connection has one place among those who want all records looked at. None
     * begins after the end of the connection, where nobody is left for the answer. On the event loop.
     */
    <T> CompletionStage<T> list(Supplier<CompletionStage<T>> look) {
        CompletableFuture<T> result =
                listed.thenCompose(free -> channel.isActive() ? look.get() : new CompletableFuture<>());
        listed = result.handle((done, error) -> null);
        return result;
    }

    /** Answers a request and gives its credits back once the answer has left. */
    void reply(long requestId, Frame frame, int payloadBytes) {
        Frames.send(channel, requestId, frame).addListener(release(payloadBytes));
    }

    /** Answers with a head that was encoded already, bytes included; on the event loop. */
    void replyEncoded(ByteBuf answer, int payloadBytes) {
        channel.writeAndFlush(answer).addListener(release(payloadBytes));
    }

    /**
     * Answers with an encoded head and file bytes; on the event loop.
     *
     * @param notSent is told why the bytes could not be sent
     */
    void replyFile(ByteBuf head, FileRegion bytes, int payloadBytes, Consumer<Throwable> notSent) {
        channel.write(head, channel.voidPromise());
        channel.writeAndFlush(bytes)
                .addListener((ChannelFuture written) -> {
                    Throwable error = written.cause();
                    if (error != null) {
                        notSent.accept(error);
                    }
                })
                .addListener(release(payloadBytes));
    }

    private ChannelFutureListener release(int payloadBytes) {
        return (ChannelFuture written) -> {
            outstandingRequests--;
            outstandingBytes -= payloadBytes;
            if (!written.isSuccess()) {
                channel.close();
            }
        };
    }

    /** Sends a frame that wants no answer. */
    void send(Frame frame) {
        Frames.send(channel, 0, frame);
    }

    @Override
    public CompletionStage<FenceAck> push(Fence fence) {
        CompletableFuture<FenceAck> answer = new CompletableFuture<>();
        loop().execute(() -> {
            if (!channel.isActive() || isCutOff()) {
                answer.completeExceptionally(new IOException("the connection has ended"));
                return;
            }
            long id = ++lastPushId;
            pushes.put(id, answer);
            Frames.send(channel, id, fence);
        });
        return answer;
    }

    void confirmed(long pushId, FenceAck ack) {
        CompletableFuture<FenceAck> answer = pushes.remove(pushId);
        if (answer != null) {
            answer.complete(ack);
        }
    }

    /** The channel is closed: nothing more is confirmed on it. */
    void ended() {
        pushes.values().forEach(answer -> answer.completeExceptionally(new IOException("the connection has ended")));
        pushes.clear();
    }

    @Override
    public void supersede() {
        end("the session has another connection now");
    }

    @Override
    public void expire() {
        end("no heart-beat for " + Limits.SESSION_TIMEOUT.toSeconds() + " s");
    }

    /**
     * Whether nothing more is sent, because too much waits for a client that does not read or does not confirm: then it is
     * closed, without a Goodbye, which would wait behind all that. On the event loop.
     */
    boolean isCutOff() {
        if (channel.isWritable() && pushes.size() < NodeLimits.MAX_PUSHES) {
            return false;
        }
        if (channel.isActive()) {
            log.atInfo().log(
                    "session {} at {} is cut off: it has not confirmed {} fences, and {}",
                    hello.session(),
                    this,
                    pushes.size(),
                    channel.isWritable() ? "that is too many" : "it does not read what it is sent");
            channel.close();
        }
        return true;
    }

    /** Says why and closes; takes nothing more in, and does not wait long for a side that does not read. */
    void end(String message) {
        sayAndClose(channel, 0, new Goodbye(message));
    }

    static void sayAndClose(Channel channel, long requestId, Frame last) {
        channel.config().setAutoRead(false);
        Frames.send(channel, requestId, last).addListener(ChannelFutureListener.CLOSE);
        channel.eventLoop()
                .schedule(() -> channel.close(), NodeLimits.GOODBYE_DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A buffer for the head of an answer of {@code bodyBytes}, header included. */
    ByteBuf head(long requestId, FrameType type, int headBytes, int bodyBytes) {
        ByteBuf head = channel.alloc().directBuffer(Limits.HEADER_BYTES + headBytes);
        new FrameHeader(type, requestId, bodyBytes).encode(head);
        return head;
    }

    @Override
    public String toString() {
        return channel.remoteAddress() + " (" + hello.software() + ")";
    }
}
