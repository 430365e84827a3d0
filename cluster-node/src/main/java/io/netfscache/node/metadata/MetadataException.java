package io.netfscache.node.metadata;

import io.netfscache.node.Refusal;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;

/** An operation on a record that was not carried out, or whose outcome is unknown (ETIMEDOUT). Never crosses members. */
public final class MetadataException extends RuntimeException implements Refusal {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Reason reason;

    MetadataException(ErrorCode code, Reason reason, String message) {
        super(message);
        this.code = code;
        this.reason = code.with(reason);
    }

    @Override
    public ErrorCode code() {
        return code;
    }

    @Override
    public Reason reason() {
        return reason;
    }

    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }
}
