package io.netfscache;

import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;

/**
 * The one error of the cache. {@link #code()} says what to do next, {@link #reason()} why it happened. After ENOBUFS
 * and ESTALE a filesystem goes to its origin, so nothing is lost by it.
 */
public class CacheException extends IOException {
    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final Reason reason;

    /** @throws IllegalArgumentException for an ENOBUFS without a reason */
    public CacheException(ErrorCode code, Reason reason, String message) {
        super(code + ": " + message + (reason == Reason.NONE ? "" : " (" + reason.text() + ")"));
        this.code = code;
        this.reason = code.with(reason);
    }

    public ErrorCode code() {
        return code;
    }

    public Reason reason() {
        return reason;
    }
}
