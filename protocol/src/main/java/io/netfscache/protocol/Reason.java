package io.netfscache.protocol;

/** Why something is not cached or was refused; every ENOBUFS has one. The id is the wire's. docs/reasons.md is made of this. */
public enum Reason {
    /** The error code says it all. */
    NONE(0, "no further reason", "any", "see the message"),
    NO_LEASE(
            1,
            "the node holds no serving lease",
            "node, client",
            "'netfs-cache status' tells which nodes or voters are missing"),
    NO_QUORUM(
            2,
            "the cluster has no quorum",
            "node",
            "start nodes until a majority of the voters is up; 'netfs-cache status' tells which are missing"),
    BELOW_BSTOP(
            3,
            "the disk has less free space than bstop",
            "node",
            "free space on the disk of the cache; 'netfs-cache caches' shows it"),
    QUOTA(4, "over a size or object limit", "node", "raise the limit of the cache; 'netfs-cache caches' shows it"),
    DISABLED_BY_DIO_WRITE(
            5,
            "caching of the object is off until its last user has closed it (DIO_WRITE)",
            "node, client",
            "nothing to do: it is cached again when everybody has closed it"),
    VERIFYING(
            6,
            "the generation could not be verified in time",
            "node, client",
            "nothing to do if it is rare: a change crossed the request"),
    REFUSED_AUX(
            7,
            "the coherency data is one that the object has moved away from",
            "node, client",
            "nothing to do if it is rare; else two origins of different age are behind one address"),
    NO_VALIDATOR(8, "the origin gives no coherency data", "client", "let the server send an ETag or Last-Modified"),
    OVER_LIMIT(9, "too many requests outstanding", "node, client", "read with less at a time, or add nodes"),
    KEY_COLLISION(10, "another object has the same cookie id", "node", "nothing to do: one of the two is not cached"),
    NO_NODES(11, "no node can be reached", "client", "start the nodes, or correct --servers"),
    CACHING_DISABLED(
            12,
            "caching is disabled",
            "client",
            "configure servers, or share the cookie that this client has of the object already"),
    NOT_IN_USE(13, "the cookie is not in use", "client", "call Cookie.use before I/O: a mistake in the program"),
    NO_SUCH_CACHE(14, "no cache of that name is online", "node", "'netfs-cache caches' shows the names that there are"),
    DISK_ERROR(
            15,
            "the cache directory had an input/output error",
            "node",
            "look at the disk and the log of the node; 'netfs-cache caches' shows which"),
    RACY_TIMESTAMP(16, "the origin changed less than 2 s ago", "client", "read it again when it is 2 s old"),
    CHANGED_WHILE_READ(17, "the origin changed while it was read", "client", "read it again when nobody writes to it"),
    WRONG_GENERATION(
            18, "the generation is not the current one", "node, client", "nothing to do: it is looked up again"),
    DEADLINE(
            19,
            "the deadline passed",
            "node, client",
            "look for a slow disk or network: 'netfs-cache stats', the logs of the nodes"),
    RELINQUISHED(
            20, "the cookie or volume has been relinquished", "client", "acquire it again: a mistake in the program"),
    SHUTTING_DOWN(21, "the node is shutting down", "node, client", "ask another node, or wait until it is back"),
    MALFORMED(
            22,
            "malformed request",
            "node, client",
            "look at the log of the node, and report it: a mistake in a program"),
    UNSUPPORTED_VERSION(23, "no common protocol version", "node", "update the older of client and node"),
    BAD_CREDENTIALS(24, "the credentials were refused", "node", "give credentials that the cluster accepts"),
    CHECKSUM(
            25,
            "the bytes did not match their checksum",
            "node, client",
            "if it recurs, replace the disk or memory of that node"),
    METADATA_FAILED(26, "the operation on the metadata record failed", "node", "look at the log of the node"),
    NO_SUCH_OBJECT(27, "there is no record of the object", "node", "nothing to do: it is made at the next use"),
    LATER_CHUNK(28, "the chunk lies beyond the end of the object", "node", "report it: a mistake in a program"),
    NO_STORE(
            29,
            "the origin forbids shared caches to keep it (Cache-Control: no-store or private)",
            "client",
            "change Cache-Control at the server if it may be shared"),
    VARIES(
            30,
            "the origin's answer depends on more than the URL (Vary)",
            "client",
            "drop Vary at the server if the answer is the same for all"),
    WEAK_VALIDATOR(
            31,
            "the origin's validator is weak: equal ones do not promise equal bytes",
            "client",
            "let the server send a strong ETag"),
    NO_LENGTH(32, "the origin does not tell the size", "client", "let the server send a Content-Length"),
    ENCODED(
            33,
            "the origin sends only an encoded form (Content-Encoding)",
            "client",
            "let the server send the file as it is for Accept-Encoding: identity"),
    /** What a newer peer said. */
    UNKNOWN(34, "a reason that this version does not know", "node, client", "update the older of client and node"),
    OTHER_VOLUME(
            35,
            "the file belongs to another mount than the one it was reached through",
            "client",
            "name it by its own path: 'readlink -f' tells it"),
    CACHE_WITHDRAWN(
            36,
            "the cache is out of service",
            "node, client",
            "'netfs-cache caches' says why; 'netfs-cache cache resume' puts one back that was withdrawn by hand"),
    OTHER_CACHE(
            37,
            "the volume is kept in another cache than the one that was asked for",
            "node",
            "ask for the cache that 'netfs-cache volumes' names, or for none in particular"),
    SINGLE_CHUNK(
            38,
            "the object is to be cached as one piece and is larger than a chunk",
            "client",
            "acquire it without SINGLE_CHUNK, or make the cluster's chunks larger"),
    WRITE_NOCACHE(
            39,
            "local modifications of the object are not copied to the cache",
            "client",
            "nothing to do: it was acquired with WRITE_NOCACHE");

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

    /** What to do about it, as a clause: said wherever people ask why, and in the document. */
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
