package io.netfscache.protocol;

/** Why something is not cached or was refused; every ENOBUFS has one. The id is the wire's. */
public enum Reason {
    /** The error code says it all. */
    NONE(0, "no further reason"),
    NO_LEASE(1, "the node holds no serving lease"),
    NO_QUORUM(2, "the cluster has no quorum"),
    BELOW_BSTOP(3, "the disk has less free space than bstop"),
    QUOTA(4, "over a size or object limit"),
    DISABLED_BY_DIO_WRITE(5, "caching of the object is off until its last user has closed it (DIO_WRITE)"),
    VERIFYING(6, "the generation could not be verified in time"),
    REFUSED_AUX(7, "the coherency data is one that the object has moved away from"),
    NO_VALIDATOR(8, "the origin gives no coherency data"),
    OVER_LIMIT(9, "too many requests outstanding"),
    KEY_COLLISION(10, "another object has the same cookie id"),
    NO_NODES(11, "no node can be reached"),
    CACHING_DISABLED(12, "caching is disabled"),
    NOT_IN_USE(13, "the cookie is not in use"),
    NO_SUCH_CACHE(14, "no cache of that name is online"),
    DISK_ERROR(15, "the cache directory had an input/output error"),
    RACY_TIMESTAMP(16, "the origin changed less than 2 s ago"),
    CHANGED_WHILE_READ(17, "the origin changed while it was read"),
    WRONG_GENERATION(18, "the generation is not the current one"),
    DEADLINE(19, "the deadline passed"),
    RELINQUISHED(20, "the cookie or volume has been relinquished"),
    SHUTTING_DOWN(21, "the node is shutting down"),
    MALFORMED(22, "malformed request"),
    UNSUPPORTED_VERSION(23, "no common protocol version"),
    BAD_CREDENTIALS(24, "the credentials were refused"),
    CHECKSUM(25, "the bytes did not match their checksum"),
    METADATA_FAILED(26, "the operation on the metadata record failed"),
    NO_SUCH_OBJECT(27, "there is no record of the object"),
    LATER_CHUNK(28, "the chunk lies beyond the end of the object"),
    NO_STORE(29, "the origin forbids shared caches to keep it (Cache-Control: no-store or private)"),
    VARIES(30, "the origin's answer depends on more than the URL (Vary)"),
    WEAK_VALIDATOR(31, "the origin's validator is weak: equal ones do not promise equal bytes"),
    NO_LENGTH(32, "the origin does not tell the size"),
    ENCODED(33, "the origin sends only an encoded form (Content-Encoding)");

    private final int id;
    private final String text;

    Reason(int id, String text) {
        this.id = id;
        this.text = text;
    }

    public int id() {
        return id;
    }

    /** The reason in words, for messages. */
    public String text() {
        return text;
    }

    /** An id from a newer peer is {@link #NONE}: the code still says what to do. */
    static Reason of(int id) {
        for (Reason reason : values()) {
            if (reason.id == id) {
                return reason;
            }
        }
        return NONE;
    }
}
