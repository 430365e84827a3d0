package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeLimits;
import io.netfscache.node.net.FrameDecoder;
import io.netfscache.node.net.Frames;
import io.netfscache.node.net.InboundFrame;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.Welcome;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.security.MessageDigest;
import java.util.concurrent.TimeUnit;

/** Takes the first frame, which must be an acceptable Hello in time, and then gives way to the {@link RequestHandler}. */
final class HelloHandler extends SimpleChannelInboundHandler<InboundFrame> {
    private final NodeServices services;
    /** The other side has been told why; whatever it had sent behind is nothing to say more about. */
    private boolean refused;

    HelloHandler(NodeServices services) {
        this.services = services;
    }

    @Override
    public void channelActive(ChannelHandlerContext context) {
        context.executor()
                .schedule(
                        () -> {
                            if (!context.isRemoved()) {
                                context.close();
                            }
                        },
                        NodeLimits.HELLO_DEADLINE.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, InboundFrame inbound) {
        inbound.release();
        if (refused) {
            return;
        }
        if (!(inbound.frame() instanceof Hello hello)) {
            throw new NodeException(
                    ErrorCode.EINVAL,
                    Reason.MALFORMED,
                    "the first frame is " + inbound.frame().type() + ", not HELLO");
        }
        check(hello);
        if (hello.role() == Hello.Role.CLIENT && services.clients().isFull()) {
            throw NodeException.notCached(Reason.OVER_LIMIT);
        }
        Connection connection = new Connection(context.channel(), hello);
        if (connection.isSession()) {
            context.channel().config().setWriteBufferWaterMark(NodeLimits.SESSION_BACKLOG);
            services.sessions().open(hello.session(), connection);
        }
        context.pipeline().get(FrameDecoder.class).trust();
        context.pipeline().replace(this, "requests", new RequestHandler(connection, services));
        Frames.send(context.channel(), inbound.requestId(), welcome());
        if (hello.role() == Hello.Role.CLIENT) {
            services.clients().add(connection);
        }
    }

    private void check(Hello hello) {
        if (hello.minVersion() > Hello.VERSION || hello.maxVersion() < Hello.VERSION) {
            throw new NodeException(
                    ErrorCode.EINVAL,
                    Reason.UNSUPPORTED_VERSION,
                    "protocol versions " + hello.minVersion() + " to " + hello.maxVersion()
                            + " are offered; this node speaks " + Hello.VERSION);
        }
        boolean member = MessageDigest.isEqual(
                hello.credentials().toArray(), services.peerSecret().get().toArray());
        if (hello.role() == Hello.Role.NODE && !member) {
            throw new NodeException(
                    ErrorCode.EACCES, Reason.BAD_CREDENTIALS, "not the secret that the members of this cluster share");
        }
    }

    private Welcome welcome() {
        return new Welcome(
                Hello.VERSION, services.id(), services.chunkBytes(), Limits.REQUEST_CREDITS, Limits.BYTE_CREDITS, (int)
                        Limits.LEASE.toMillis());
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (refused) {
            return;
        }
        refused = true;
        ProtocolErrors.log(context, cause, services.stats());
        ErrorReply reply = ProtocolErrors.reply(cause);
        if (reply.code() == ErrorCode.ENOBUFS) {
            services.stats().countNotCached(reply.reason());
        }
        Connection.sayAndClose(context.channel(), 0, reply);
    }
}
