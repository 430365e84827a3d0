package io.netfscache.node;

import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.ErrorReply;
import io.netfscache.protocol.Reason;

/** An exception that says what the client is answered; its message is for people. */
public interface Refusal {
    ErrorCode code();

    Reason reason();

    String getMessage();

    /** The answer. */
    default ErrorReply reply() {
        return new ErrorReply(code(), reason(), getMessage());
    }
}
