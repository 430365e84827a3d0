package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.net.InboundFrame;
import io.netfscache.protocol.Accept;
import io.netfscache.protocol.AcquireVolume;
import io.netfscache.protocol.Change;
import io.netfscache.protocol.CountCookies;
import io.netfscache.protocol.Cull;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Explain;
import io.netfscache.protocol.Fence;
import io.netfscache.protocol.FenceAck;
import io.netfscache.protocol.Frame;
import io.netfscache.protocol.FrameType;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Hello;
import io.netfscache.protocol.Holdings;
import io.netfscache.protocol.ListCookies;
import io.netfscache.protocol.ListVolumes;
import io.netfscache.protocol.LookUp;
import io.netfscache.protocol.NotCachedReport;
import io.netfscache.protocol.Occupancy;
import io.netfscache.protocol.Prepare;
import io.netfscache.protocol.ProtocolException;
import io.netfscache.protocol.Read;
import io.netfscache.protocol.Reason;
import io.netfscache.protocol.RelinquishVolume;
import io.netfscache.protocol.Renew;
import io.netfscache.protocol.ReplaceVoter;
import io.netfscache.protocol.Scrub;
import io.netfscache.protocol.SessionId;
import io.netfscache.protocol.StatsReport;
import io.netfscache.protocol.StatusReport;
import io.netfscache.protocol.Unuse;
import io.netfscache.protocol.Use;
import io.netfscache.protocol.VolumeTraffic;
import io.netfscache.protocol.Voters;
import io.netfscache.protocol.WithdrawCache;
import io.netfscache.protocol.Write;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Hands each request of an accepted connection to whoever answers it. Runs on the connection's event loop. */
final class RequestHandler extends SimpleChannelInboundHandler<InboundFrame> {
    private final Connection connection;
    private final NodeServices services;
    /** The other side has been told why it is closed; what it had sent before is not answered, one by one, with the same. */
    private boolean ended;

    RequestHandler(Connection connection, NodeServices services) {
        this.connection = connection;
        this.services = services;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext context, InboundFrame inbound) {
        if (ended) {
            inbound.release();
            return;
        }
        Frame frame = inbound.frame();
        if (frame instanceof FenceAck ack) {
            confirmed(inbound.requestId(), ack);
            return;
        }
        if (frame.type() == FrameType.HEARTBEAT && connection.isCutOff()) {
            return;
        }
        if (frame.type() == FrameType.GOODBYE) {
            context.close();
            return;
        }
        int payloadBytes = frame instanceof Read read ? read.length() : frame instanceof Write w ? w.length() : 0;
        if (!connection.admit(payloadBytes)) {
            inbound.release();
            throw new NodeException(
                    ErrorCode.EINVAL, Reason.OVER_LIMIT, "more is outstanding than the WELCOME gave credits for");
        }
        if (!data(inbound)) {
            answer(inbound.requestId(), frame, safely(frame));
        }
    }

    /** A fence that came with the answer to a heart-beat was no push, and has no number. */
    private void confirmed(long pushId, FenceAck ack) {
        if (pushId == 0 && connection.isSession()) {
            services.sessions().confirmed(connection.session(), ack.round());
        } else {
            connection.confirmed(pushId, ack);
        }
    }

    /** Requests for bytes answer by themselves; false when this is none. */
    private boolean data(InboundFrame inbound) {
        Frame frame = inbound.frame();
        long id = inbound.requestId();
        ByteBuf payload = inbound.payload();
        if (frame instanceof Read read) {
            services.data().read(connection, id, read);
        } else if (frame instanceof Write write && payload != null) {
            services.data().write(connection, id, write, payload);
        } else if (frame instanceof Occupancy occupancy) {
            services.data().occupancy(connection, id, occupancy);
        } else if (frame instanceof Scrub scrub) {
            services.data().scrub(connection, id, scrub);
        } else {
            return false;
        }
        return true;
    }

    private CompletionStage<? extends Frame> safely(Frame frame) {
        try {
            return metadata(frame);
        } catch (NodeException refused) {
            return CompletableFuture.failedFuture(refused);
        }
    }

    private CompletionStage<? extends Frame> metadata(Frame frame) {
        return switch (frame.type()) {
            case ACQUIRE_VOLUME -> services.metadata().acquireVolume(session(), (AcquireVolume) frame);
            case RELINQUISH_VOLUME -> services.metadata().relinquishVolume((RelinquishVolume) frame);
            case USE -> services.metadata().use(session(), (Use) frame);
            case LOOK_UP -> services.metadata().lookUp((LookUp) frame);
            case CHANGE -> services.metadata().change(session(), (Change) frame);
            case UNUSE -> services.metadata().unuse(session(), (Unuse) frame);
            case HEARTBEAT ->
                CompletableFuture.completedFuture(
                        services.sessions().heartbeat(session(), ((Heartbeat) frame).sequence()));
            case FENCE -> services.fences().receive(fromNode((Fence) frame));
            case RENEW -> CompletableFuture.completedFuture(services.voter().renew(fromNode((Renew) frame)));
            case VOTERS -> services.voters().exchange(fromNode((Voters) frame));
            case PREPARE -> services.voters().prepare(fromNode((Prepare) frame));
            case ACCEPT -> services.voters().accept(fromNode((Accept) frame));
            case REPLACE_VOTER -> services.voters().replace((ReplaceVoter) frame);
            case STATUS_REQUEST ->
                CompletableFuture.completedFuture(
                        new StatusReport(services.status().get()));
            case STATS_REQUEST ->
                CompletableFuture.completedFuture(
                        new StatsReport(services.stats().report()));
            case LIST_VOLUMES -> connection.list(() -> services.inspection().volumes((ListVolumes) frame));
            case COUNT_COOKIES -> connection.list(() -> services.inspection().counts((CountCookies) frame));
            case LIST_COOKIES -> connection.list(() -> services.inspection().cookies((ListCookies) frame));
            case LIST_CACHES -> services.inspection().caches();
            case HOLDINGS -> services.holdings().report((Holdings) frame);
            case CULL -> services.holdings().cull((Cull) frame);
            case VOLUME_TRAFFIC ->
                CompletableFuture.completedFuture(services.inspection().traffic((VolumeTraffic) frame));
            case WITHDRAW_CACHE -> services.caches().change((WithdrawCache) frame);
            case EXPLAIN -> services.inspection().explain((Explain) frame);
            case NOT_CACHED_REPORT ->
                CompletableFuture.completedFuture(
                        services.inspection().reported(connection.reporter(), (NotCachedReport) frame));
            default -> throw new ProtocolException(frame.type() + " is not a request");
        };
    }

    private SessionId session() {
        if (!connection.isSession()) {
            throw new NodeException(
                    ErrorCode.EINVAL, Reason.MALFORMED, "this connection said HELLO without asking for a session");
        }
        return connection.session();
    }

    private <T extends Frame> T fromNode(T frame) {
        if (connection.role() != Hello.Role.NODE) {
            throw new NodeException(
                    ErrorCode.EACCES, Reason.BAD_CREDENTIALS, "only nodes send " + frame.type() + " frames");
        }
        return frame;
    }

    private void answer(long requestId, Frame request, CompletionStage<? extends Frame> answer) {
        answer.whenComplete((frame, error) -> {
            if (error == null) {
                connection.reply(requestId, frame, 0);
                return;
            }
            ErrorReply reply = Errors.reply(error);
            if (reply.code() == ErrorCode.ENOBUFS) {
                services.stats().countNotCached(reply.reason());
                services.inspection().refused(request, reply.reason());
            }
            connection.reply(requestId, reply, 0);
        });
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        context.channel().config().setAutoRead(context.channel().isWritable() && !ended);
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        connection.ended();
        if (connection.isSession()) {
            services.sessions().closed(connection.session(), connection);
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        if (ended) {
            return;
        }
        ended = true;
        ProtocolErrors.log(context, cause, services.stats());
        connection.end(ProtocolErrors.reply(cause).message());
    }
}
