package io.netfscache.protocol;

/** Why something is not cached or was refused; every ENOBUFS has one. The id is the wire's. docs/reasons.md is made of this. */
public enum Reason {
    /** The error code says it all. */
    NONE(0, "no further reason", "any", "see the error code"),
    NO_LEASE(
            1,
            "the node holds no serving lease",
            "node, client",
            "if it lasts longer than seconds, `status` says which voters do not answer"),
    NO_QUORUM(2, "the cluster has no quorum", "node", "start nodes until a majority of the voters is up"),
    BELOW_BSTOP(3, "the disk has less free space than bstop", "node", "make room on the disk of the cache directory"),
    QUOTA(4, "over a size or object limit", "node", "raise the limit, or cache less"),
    DISABLED_BY_DIO_WRITE(
            5,
            "caching of the object is off until its last user has closed it (DIO_WRITE)",
            "node, client",
            "nothing: it is cached again when whoever writes past the cache has closed it"),
    VERIFYING(
            6,
            "the generation could not be verified in time",
            "node, client",
            "nothing, if it is rare; a change" + " crossed the request"),
    REFUSED_AUX(
            7,
            "the coherency data is one that the object has moved away from",
            "node, client",
            "nothing, if it is rare; else two origins of different age are behind one address"),
    NO_VALIDATOR(8, "the origin gives no coherency data", "client", "have the server send ETag or Last-Modified"),
    OVER_LIMIT(9, "too many requests outstanding", "node, client", "fewer requests at a time, or more nodes"),
    KEY_COLLISION(10, "another object has the same cookie id", "node", "nothing: one of the two is not cached"),
    NO_NODES(11, "no node can be reached", "client", "start nodes, check --servers and the network"),
    CACHING_DISABLED(
            12,
            "caching is disabled",
            "client",
            "none is configured, or this client has a cookie of the object already"),
    NOT_IN_USE(13, "the cookie is not in use", "client", "call Cookie.use before I/O: a mistake in the program"),
    NO_SUCH_CACHE(14, "no cache of that name is online", "node", "ask for a cache that `caches` lists"),
    DISK_ERROR(15, "the cache directory had an input/output error", "node", "look at the node's log and its disk"),
    RACY_TIMESTAMP(16, "the origin changed less than 2 s ago", "client", "nothing: it is cached when it is older"),
    CHANGED_WHILE_READ(
            17, "the origin changed while it was read", "client", "nothing: the next read is of the new" + " version"),
    WRONG_GENERATION(18, "the generation is not the current one", "node, client", "nothing: it is looked up again"),
    DEADLINE(19, "the deadline passed", "node, client", "look for a slow disk or network: `stats`, the nodes' logs"),
    RELINQUISHED(
            20,
            "the cookie or volume has been relinquished",
            "client",
            "acquire it again: a mistake in the" + " program"),
    SHUTTING_DOWN(21, "the node is shutting down", "node, client", "nothing: other nodes take over"),
    MALFORMED(22, "malformed request", "node, client", "report it, with the message: a mistake in a program"),
    UNSUPPORTED_VERSION(23, "no common protocol version", "node", "bring clients and nodes to versions that overlap"),
    BAD_CREDENTIALS(24, "the credentials were refused", "node", "check the credentials"),
    CHECKSUM(
            25,
            "the bytes did not match their checksum",
            "node, client",
            "if it recurs, replace the disk or memory" + " of that node"),
    METADATA_FAILED(26, "the operation on the metadata record failed", "node", "look at the node's log"),
    NO_SUCH_OBJECT(27, "there is no record of the object", "node", "nothing: it is made at the next use"),
    LATER_CHUNK(28, "the chunk lies beyond the end of the object", "node", "report it: a mistake in a program"),
    NO_STORE(
            29,
            "the origin forbids shared caches to keep it (Cache-Control: no-store or private)",
            "client",
            "change the server's Cache-Control if it may be shared"),
    VARIES(
            30,
            "the origin's answer depends on more than the URL (Vary)",
            "client",
            "drop Vary at the server if it" + " does not"),
    WEAK_VALIDATOR(
            31,
            "the origin's validator is weak: equal ones do not promise equal bytes",
            "client",
            "have the server send strong entity tags"),
    NO_LENGTH(32, "the origin does not tell the size", "client", "have the server send Content-Length"),
    ENCODED(
            33,
            "the origin sends only an encoded form (Content-Encoding)",
            "client",
            "have the server honour" + " Accept-Encoding: identity"),
    /** What a newer peer said. */
    UNKNOWN(34, "a reason that this version does not know", "node, client", "bring both sides to the same version"),
    OTHER_VOLUME(
            35,
            "the file belongs to another mount than the one it was reached through",
            "client",
            "name it by its own path"),
    CACHE_WITHDRAWN(
            36,
            "the cache is out of service",
            "node, client",
            "`caches` says why; `cache resume` puts one back that was withdrawn by hand"),
    OTHER_CACHE(
            37,
            "the volume is kept in another cache than the one that was asked for",
            "node",
            "ask for the cache that `volumes` names, or for none in particular"),
    SINGLE_CHUNK(
            38,
            "the object is to be cached as one piece and is larger than a chunk",
            "client",
            "acquire it without SINGLE_CHUNK, or make the cluster's chunks larger"),
    WRITE_NOCACHE(
            39,
            "local modifications of the object are not copied to the cache",
            "client",
            "nothing: it was acquired with WRITE_NOCACHE");

    private final int id;
    private final String text;
    private final String saidBy;
    private final String advice;

    Reason(int id, String text, String saidBy, String advice) {
        this.id = id;
        this.text = text;
        this.saidBy = saidBy;
        this.advice = advice;
    }

    public int id() {
        return id;
    }

    /** The reason in words, for messages. */
    public String text() {
        return text;
    }

    /** Who says it: node, client or both. */
    public String saidBy() {
        return saidBy;
    }

    /** What to do about it, in words. */
    public String advice() {
        return advice;
    }

    /** An id from a newer peer is {@link #UNKNOWN}: the code still says what to do. */
    static Reason of(int id) {
        for (Reason reason : values()) {
            if (reason.id == id) {
                return reason;
            }
        }
        return UNKNOWN;
    }
}
