package io.netfscache.node.metadata;

import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;

/** Whether an operation was carried out, and what to tell its caller if not. The ordinal is in the serialised form: append only. */
public enum Verdict {
    DONE(ErrorCode.EIO, Reason.NONE),
    /** The record belongs to another object whose cookie id is the same. */
    KEY_COLLISION(ErrorCode.ENOBUFS, Reason.KEY_COLLISION),
    /** The coherency data is a value that the object has moved away from. */
    REFUSED_AUX(ErrorCode.ENOBUFS, Reason.REFUSED_AUX),
    /** So many sessions are changing the object that no further one is admitted. */
    TOO_MANY_MODIFIERS(ErrorCode.ENOBUFS, Reason.OVER_LIMIT),
    /** The volume's coherency data has another length. */
    WRONG_LENGTH(ErrorCode.EINVAL, Reason.NONE),
    /** The session is changing so many objects that no further one is admitted. */
    TOO_MANY_OBJECTS(ErrorCode.ENOBUFS, Reason.OVER_LIMIT),
    /** A modifier wrote on the ground of contents that are not current, or nobody has a modifier's mark any more. */
    WRONG_GENERATION(ErrorCode.ESTALE, Reason.WRONG_GENERATION),
    /** The volume is kept in another cache than the one that was asked for. */
    OTHER_CACHE(ErrorCode.ENOBUFS, Reason.OTHER_CACHE);

    private final ErrorCode code;
    private final Reason reason;

    Verdict(ErrorCode code, Reason reason) {
        this.code = code;
        this.reason = code.with(reason);
    }

    /** What the client is answered; meaningless for {@link #DONE}. */
    public ErrorCode code() {
        return code;
    }

    public Reason reason() {
        return reason;
    }
}
