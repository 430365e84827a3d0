package io.netfscache.node.server;

import io.netfscache.node.NodeException;
import io.netfscache.node.Refusal;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.util.concurrent.RejectedExecutionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a client is told of an error. */
final class Errors {
    private static final Logger log = LoggerFactory.getLogger(Errors.class);

    private Errors() {}

    static ErrorReply reply(Throwable error) {
        Throwable cause = NodeException.unwrap(error);
        if (cause instanceof Refusal refusal) {
            return refusal.reply();
        }
        if (cause instanceof RejectedExecutionException) {
            return NodeException.notCached(Reason.OVER_LIMIT).reply();
        }
        if (cause instanceof IOException failed) {
            log.atWarn().setCause(failed).log("the backing store failed");
            return new ErrorReply(ErrorCode.ENOBUFS, Reason.DISK_ERROR, failed.toString());
        }
        log.atError().setCause(cause).log("a request failed for a reason that is a defect of this node");
        return new ErrorReply(ErrorCode.EIO, Reason.NONE, cause.toString());
    }
}
