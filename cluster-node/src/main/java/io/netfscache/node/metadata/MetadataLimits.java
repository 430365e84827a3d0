package io.netfscache.node.metadata;

import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every bound of the metadata layer. Times are wall time, measured by the scheduler given to {@link Records}. */
public final class MetadataLimits {
    /** Operation ids that a record remembers, so that a retry changes nothing a second time. */
    static final int REMEMBERED_OPERATIONS = 4;
    /** Coherency values that a cookie's record has moved away from and refuses at look-up. */
    static final int REMEMBERED_COHERENCY = 4;
    /** Sessions that may be modifying one object at a time. */
    static final int MODIFIERS = 1024;
    /** Operations on records that one node may have outstanding; more are refused with OVER_LIMIT. */
    static final int OUTSTANDING_OPERATIONS = 16 * 1024;
    /** Largest serialised form of a record, request or reply, in bytes. */
    static final int SERIALIZED_BYTES = 64 * 1024;
    /** Objects that one session may be modifying at a time; 24 bytes each in its record. */
    static final int SESSION_OBJECTS = 2048;
    /** Records with a pending fence that one look at a node's own records gives; the others wait for the next. */
    static final int PENDING_FOUND = 1000;
    /** Sessions that one look at a node's own records gives. */
    static final int SESSIONS_FOUND = 20_000;
    /** Objects with marks that one look at a node's own records gives. */
    static final int MARKED_FOUND = 20_000;
    /** Records of retired objects that one look at a node's own records gives; the others wait until these are gone. */
    static final int RETIRED_FOUND = 100_000;
    /** Objects whose records one node should own, by default; about 240 bytes of heap each, besides keys, on each replica. */
    public static final int RECORDS = 4_000_000;
    /** A look-up says that a record is of use only when it says something older than this, in hours. */
    public static final int USE_NOTED_AFTER_HOURS = 4;
    /** Idle Kryo instances that are kept for the next use. */
    static final int IDLE_KRYOS = 16;
    /** Bytes of the secret by which members know each other on the data port. */
    static final int PEER_SECRET_BYTES = 32;
    /** Replicas of a record besides its owner; Hazelcast keeps fewer while there are fewer members. */
    static final int SYNC_BACKUPS = 2;

    /** Objects whose records a node that is alone keeps; about 200 bytes of heap and 300 of disk each. */
    static final int BOOK_RECORDS = 250_000;
    /** A book that has more objects than this, in percent of its limit, when it is opened ... */
    static final int BOOK_TRIM_ABOVE_PERCENT = 90;
    /** ... loses its oldest records until it has no more than this. */
    static final int BOOK_TRIM_TO_PERCENT = 70;
    /** Entries of a journal that say nothing any more, besides as many as there are records, before it is written anew. */
    static final int BOOK_GARBAGE = 10_000;

    /** Deadline of whatever somebody who opens a file waits for. */
    static final Duration LOOK_UP_DEADLINE = Limits.LOOKUP_DEADLINE;
    /** Deadline of changes; longer than {@link #MEMBER_LOSS}, so that a change outlives the loss of a member. */
    static final Duration CHANGE_DEADLINE = Limits.INVALIDATE_DEADLINE;
    /** Longest wait for one answer to what the first members agreed on; asked again after it. */
    static final Duration FIRST_VALUE_DEADLINE = Duration.ofSeconds(2);
    /** Pause before an operation whose outcome is unknown is sent again under the same id. */
    static final Duration RETRY_PAUSE = Duration.ofMillis(200);
    /** A member that is silent for this long leaves the member list. */
    static final Duration MEMBER_LOSS = Duration.ofSeconds(10);
    /** Time between two heartbeats of a member. */
    static final Duration MEMBER_HEARTBEAT = Duration.ofSeconds(1);
    /** Time between two attempts to join halves that were apart. */
    static final Duration MERGE_INTERVAL = Duration.ofSeconds(10);
    /** Longest wait for a name server's answer when nodes are found by a name. */
    static final Duration DNS_LOOKUP = Duration.ofSeconds(5);
    /** A member that stops waits at most this long for its partitions to be handed over. */
    static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private MetadataLimits() {}
}
