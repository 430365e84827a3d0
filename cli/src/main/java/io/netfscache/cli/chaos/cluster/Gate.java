package io.netfscache.cli.chaos.cluster;

import io.netfscache.protocol.FrameHeader;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.NodeId;
import io.netfscache.protocol.ProtocolException;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Finds out who has connected to a port of a node before anything is handed on. Hazelcast binds its connections to the
 * address of its member, which tells on a member port; on a data port the first frame is a Hello with the id of a node or
 * the principal of a client. Belongs to the firewall's event loop.
 */
abstract sealed class Gate extends ChannelInboundHandlerAdapter {
    /** Where it leads. */
    interface Inside {
        /**
         * @param caller name of who has connected
         * @param said what it has sent already, to be taken over
         */
        void enter(Channel channel, String caller, @Nullable ByteBuf said);

        void refuse(Channel channel, String why);
    }

    final Callers callers;
    final Inside inside;

    private Gate(Callers callers, Inside inside) {
        this.callers = callers;
        this.inside = inside;
    }

    /** Of a member port. */
    static final class OfMembers extends Gate {
        OfMembers(Callers callers, Inside inside) {
            super(callers, inside);
        }

        @Override
        public void channelActive(ChannelHandlerContext context) {
            Channel channel = context.channel();
            InetSocketAddress from = (InetSocketAddress) channel.remoteAddress();
            Optional<String> caller = callers.byAddress(from.getAddress());
            context.pipeline().remove(this);
            caller.ifPresentOrElse(
                    name -> inside.enter(channel, name, null),
                    () -> inside.refuse(channel, "no node has the address " + from));
        }
    }

    /** Of a data port. */
    static final class OfData extends Gate {
        private @Nullable ByteBuf said;

        OfData(Callers callers, Inside inside) {
            super(callers, inside);
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
                            ClusterLimits.HELLO.toNanos(),
                            TimeUnit.NANOSECONDS);
            context.read();
        }

        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            ByteBuf some = (ByteBuf) message;
            if (said == null) {
                said = some;
            } else {
                said.writeBytes(some);
                some.release();
            }
            try {
                Hello hello = hello(said);
                if (hello == null) {
                    context.read();
                } else {
                    decide(context, hello);
                }
            } catch (ProtocolException e) {
                refuse(context, "what it sends is no Hello: " + e.getMessage());
            }
        }

        /** Null as long as it is not whole. */
        private static @Nullable Hello hello(ByteBuf said) {
            if (said.readableBytes() < Limits.HEADER_BYTES) {
                return null;
            }
            ByteBuf frame = said.duplicate();
            FrameHeader header = FrameHeader.decode(frame, Limits.MAX_HELLO_BYTES);
            if (frame.readableBytes() < header.bodyBytes()) {
                return null;
            }
            if (header.type().decode(frame.readSlice(header.bodyBytes())) instanceof Hello hello) {
                return hello;
            }
            throw new ProtocolException("the first frame is " + header.type());
        }

        private void decide(ChannelHandlerContext context, Hello hello) {
            if (hello.role() == Hello.Role.NODE) {
                NodeId id = new NodeId(hello.session().high(), hello.session().low());
                callers.byId(id)
                        .ifPresentOrElse(
                                name -> enter(context, name),
                                () -> refuse(context, "there is no node with the id " + id));
            } else if (hello.principal().isEmpty()) {
                refuse(context, "it is a client without a principal");
            } else if (callers.isNode(hello.principal())) {
                refuse(context, "it is a client that calls itself " + hello.principal() + " as a node does");
            } else {
                enter(context, hello.principal());
            }
        }

        private void enter(ChannelHandlerContext context, String caller) {
            ByteBuf taken = said;
            said = null;
            context.pipeline().remove(this);
            inside.enter(context.channel(), caller, taken);
        }

        private void refuse(ChannelHandlerContext context, String why) {
            context.pipeline().remove(this);
            inside.refuse(context.channel(), why);
        }

        @Override
        public void handlerRemoved(ChannelHandlerContext context) {
            if (said != null) {
                said.release();
                said = null;
            }
        }
    }
}
