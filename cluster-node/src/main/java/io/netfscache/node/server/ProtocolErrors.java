package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.NodeStats;
import io.netfscache.node.NodeStats.Counter;
import io.netfscache.node.Refusal;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.ProtocolException;
import io.netfscache.protocol.Reason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a node says, and to whom, when a connection must be closed. */
final class ProtocolErrors {
    private static final Logger log = LoggerFactory.getLogger(ProtocolErrors.class);

    private ProtocolErrors() {}

    static ErrorReply reply(Throwable error) {
        Throwable cause = cause(error);
        if (cause instanceof Refusal refusal) {
            return refusal.reply();
        }
        String message = cause instanceof ProtocolException && cause.getMessage() != null
                ? cause.getMessage()
                : "the connection failed: " + cause;
        return new ErrorReply(ErrorCode.EINVAL, Reason.MALFORMED, message);
    }

    static void log(ChannelHandlerContext context, Throwable error, NodeStats stats) {
        Throwable cause = cause(error);
        if (cause instanceof IOException) {
            log.atDebug().log("connection from {}: {}", context.channel().remoteAddress(), cause.getMessage());
        } else if (cause instanceof ProtocolException || cause instanceof NodeException) {
            stats.count(Counter.PROTOCOL_ERRORS);
            log.atInfo().log("closing {}: {}", context.channel().remoteAddress(), cause.getMessage());
        } else {
            log.atError().setCause(cause).log("closing {}", context.channel().remoteAddress());
        }
    }

    private static Throwable cause(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof DecoderException && cause != null ? cause : error;
    }
}
