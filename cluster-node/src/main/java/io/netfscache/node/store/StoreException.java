package io.netfscache.node.store;

import io.netfscache.node.Refusal;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The store did not do what was asked; code and reason are what the client is told. */
public final class StoreException extends IOException implements Refusal {
    private static final long serialVersionUID = 1;

    private final ErrorCode code;
    private final Reason reason;

    StoreException(ErrorCode code, Reason reason, String message) {
        this(code, reason, message, null);
    }

    StoreException(ErrorCode code, Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.code = code;
        this.reason = code.with(reason);
    }

    /** What a failed write means: a full disk and a broken one both refuse, for different reasons. */
    public static StoreException ofDisk(String what, IOException failure) {
        if (failure instanceof StoreException already) {
            return already;
        }
        String text = String.valueOf(failure.getMessage());
        boolean full = text.contains("No space left") || text.contains("quota exceeded");
        Reason reason = full ? Reason.BELOW_BSTOP : Reason.DISK_ERROR;
        return new StoreException(ErrorCode.ENOBUFS, reason, what + ": " + text, failure);
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
