package io.netfscache.node;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Reason;
import java.util.concurrent.CompletionException;

/** A request that a node refuses, with what it answers. */
public final class NodeException extends RuntimeException implements Refusal {
    private static final long serialVersionUID = 1L;

    private final transient ErrorReply reply;

    public NodeException(ErrorReply reply) {
        super(reply.message(), null, false, false);
        this.reply = reply;
    }

    public NodeException(ErrorCode code, Reason reason, String message) {
        this(new ErrorReply(code, reason, message));
    }

    /** ENOBUFS: not cached now, because of {@code reason}. */
    public static NodeException notCached(Reason reason) {
        return new NodeException(ErrorCode.ENOBUFS, reason, reason.text());
    }

    /** ENODATA: all blocks of a range that {@code presence} lacks are missing. */
    public static NodeException missing(Bytes presence) {
        return new NodeException(
                new ErrorReply(ErrorCode.ENODATA, Reason.NONE, "part of the range is not cached", presence));
    }

    @Override
    public ErrorCode code() {
        return reply.code();
    }

    @Override
    public Reason reason() {
        return reply.reason();
    }

    @Override
    public String getMessage() {
        return reply.message();
    }

    @Override
    public ErrorReply reply() {
        return reply;
    }

    /** The cause that a completion stage wrapped. */
    public static Throwable unwrap(Throwable error) {
        Throwable cause = error.getCause();
        return error instanceof CompletionException && cause != null ? unwrap(cause) : error;
    }
}
