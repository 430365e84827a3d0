package io.netfscache.internal;

import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every limit of the client that is not the wire format's. Sizes are in bytes. A test pins the relations between them. */
public final class ClientLimits {
    /** Requests of one connection that wait for credits. */
    public static final int MAX_WAITING_REQUESTS = 4096;
    /** After its deadline a request keeps its credits this much longer; then the node is given up. */
    public static final Duration ABANDONED_DEADLINE = Duration.ofSeconds(10);
    /** Pieces of one read or write that are outstanding at a time. */
    public static final int TRANSFER_WINDOW = 4;
    /** Nodes that are tried for one piece before it is a miss. */
    public static final int MAX_NODES_TRIED = 3;
    /** Scrubs outstanding on one connection; more are dropped, the next reader asks again. */
    public static final int MAX_SCRUBS = 16;
    /** First and longest wait before a node is tried again. */
    public static final Duration MIN_BACK_OFF = Duration.ofMillis(50);

    public static final Duration MAX_BACK_OFF = Duration.ofSeconds(2);
    /** Heart-beats that a session node may answer without lending anything before another one is tried. */
    public static final int MAX_LEASELESS_ANSWERS = 4;
    /** A look-up that fails is not repeated for this long. */
    public static final Duration LOOKUP_RETRY = Duration.ofSeconds(1);
    /** Look-ups that are overtaken by fences or gaps before one is given up. */
    public static final int MAX_OVERTAKEN_LOOKUPS = 8;
    /** Marks of one unuse batch, and the longest wait for it to fill. */
    public static final int UNUSE_BATCH = 128;

    public static final Duration UNUSE_DELAY = Duration.ofMillis(100);
    /** Marks that are given back each by itself, without waiting for a batch, at the same time; more go in batches. */
    public static final int MAX_UNUSE_NOW = 64;
    /** Marks of a batch that failed which are sent again, how often, and the time between two attempts. */
    public static final int MAX_UNUSE_RETRIED = 4096;

    public static final int MAX_UNUSE_ATTEMPTS = 30;
    public static final Duration UNUSE_RETRY = Duration.ofSeconds(2);
    /** Wait of an acquired cookie for the last one of its key, which is being relinquished. */
    public static final Duration COOKIE_COLLISION_DEADLINE = Duration.ofSeconds(2);
    /** Writes of one operation of a modifier, or of folios of one of its files, that wait for the one before. */
    public static final int MAX_WAITING_WRITES = 64;
    /** Times that a write of folios begins because others change the object meanwhile. */
    public static final int MAX_FOLIO_WRITES = 4;
    /** After this others may have filled an object that our look-up has created: then it is looked into. */
    public static final Duration NO_DATA = Duration.ofSeconds(1);
    /** Objects and reasons for not caching them that wait for the next report to the session node; more are only counted. */
    public static final int MAX_REASONS = 256;
    /** Time between two such reports. */
    public static final Duration REASON_INTERVAL = Duration.ofSeconds(1);
    /** Wait of a client that is closed for its last such report. */
    public static final Duration LAST_REASONS = Duration.ofMillis(250);
    /** Records that one list gives at most. */
    public static final int MAX_LISTED = 100_000;
    /** Deadline of one page of a list, for which a node looks at all its records. */
    public static final Duration LIST_DEADLINE = Duration.ofSeconds(10);
    /** Deadline of taking a cache out of service or putting it back, for which a node waits for requests under way. */
    public static final Duration CACHE_DEADLINE = Duration.ofSeconds(14);
    /** Requests of one {@code locate} that are outstanding at a time. */
    public static final int LOCATE_WINDOW = 64;
    /** Largest buffer for one read from the socket. */
    public static final int MAX_RECEIVE_BYTES = 256 * 1024;
    /** Threads that look names up; a look-up can block for many seconds. */
    public static final int LOOKUP_THREADS = 2;
    /** Look-ups that wait for a thread; one more fails. */
    public static final int LOOKUP_QUEUE = 256;
    /** Names with several addresses of which is remembered which one is next. */
    public static final int LOOKUP_TURNS = 1024;
    /** Wait for the threads of a client that is closed. */
    public static final Duration CLOSE_DEADLINE = Duration.ofSeconds(5);

    static {
        if (MAX_REASONS > Limits.MAX_BATCH) {
            throw new IllegalStateException("a batch of reasons must fit a frame");
        }
        if (UNUSE_BATCH > Limits.MAX_BATCH) {
            throw new IllegalStateException("a batch of marks must fit a frame");
        }
    }

    private ClientLimits() {}
}
