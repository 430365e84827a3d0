package io.netfscache.protocol;

/** What went wrong, chosen by what the caller does next. The id is the wire's. */
public enum ErrorCode {
    /** Somebody else has it: do not retry at once. */
    EBUSY(1),
    /** Not cached now: go to the origin. {@link Reason} says why. */
    ENOBUFS(2),
    /** The contents changed: look up again, read again. */
    ESTALE(3),
    /** Part of the range is missing: read that from the origin. */
    ENODATA(4),
    /** Out of memory on the other side. */
    ENOMEM(5),
    /** The caller's mistake: the same call fails again. */
    EINVAL(6),
    /** Not allowed. */
    EACCES(7),
    /** The disk failed. */
    EIO(8),
    /** The deadline passed; the outcome is unknown. */
    ETIMEDOUT(9);

    private final int id;

    ErrorCode(int id) {
        this.id = id;
    }

    public int id() {
        return id;
    }

    /**
     * The reason that goes with this code: every ENOBUFS has one.
     *
     * @throws IllegalArgumentException when it has none
     */
    public Reason with(Reason reason) {
        if (this == ENOBUFS && reason == Reason.NONE) {
            throw new IllegalArgumentException("an ENOBUFS without a reason");
        }
        return reason;
    }

    static ErrorCode of(int id) {
        for (ErrorCode code : values()) {
            if (code.id == id) {
                return code;
            }
        }
        throw new ProtocolException("unknown error code " + id);
    }
}
