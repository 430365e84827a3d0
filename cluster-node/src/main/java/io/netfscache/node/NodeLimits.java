package io.netfscache.node;

import io.netfscache.protocol.Limits;
import io.netty.channel.WriteBufferWaterMark;
import java.time.Duration;

/** Every limit of a node that is not one of the wire format ({@link Limits}) or of the store. */
public final class NodeLimits {
    /** Threads that do blocking work on the disk. */
    public static final int DISK_THREADS = 4;
    /** Disk jobs that wait for a thread; one more is refused with ENOBUFS. */
    public static final int DISK_QUEUE = 1024;
    /** Jobs that wait for the thread that blocks on Hazelcast; one more is refused. */
    public static final int CLUSTER_QUEUE = 64;
    /** Questions of operators about all records that wait for their thread; one more is refused with OVER_LIMIT. */
    public static final int OPERATORS_QUEUE = 64;
    /** Tasks about the voter set that wait for their turn; one more is not answered. */
    public static final int VOTER_QUEUE = 1024;
    /** Connections of clients, by default; one more is refused. Those of nodes are not counted, so that fences always get through. */
    public static final int MAX_CLIENT_CONNECTIONS = 10_000;
    /** Connections beyond those of clients: of nodes, and those that have not said HELLO; one more is closed at once. */
    public static final int MORE_CONNECTIONS = 2_000;
    /** Threads that look names up; a look-up can block for many seconds. */
    public static final int LOOKUP_THREADS = 2;
    /** Look-ups that wait for a thread; one more fails. */
    public static final int LOOKUP_QUEUE = 256;
    /** A frame of which only a part has come is given this long. */
    public static final Duration FRAME_DEADLINE = Duration.ofSeconds(5);
    /** A connection on which nothing comes in for this long is closed; sessions send heart-beats. */
    public static final Duration IDLE_DEADLINE = Duration.ofMinutes(5);
    /** Frames larger than this are received only while there is room for {@link #LARGE_FRAMES}. */
    public static final int LARGE_FRAME_BYTES = 64 * 1024;
    /** Large frames that may be on their way in at once, on all connections together, by default. */
    public static final int LARGE_FRAMES = 64;
    /** Pause before a connection that found no room for a large frame goes on. */
    public static final Duration LARGE_FRAME_RETRY = Duration.ofMillis(20);
    /** How long a connection that is being closed may take to read the reason. */
    public static final Duration GOODBYE_DEADLINE = Duration.ofSeconds(1);
    /** Objects of which a node remembers why they were not cached. */
    public static final int EXPLAINED_OBJECTS = 4096;
    /** Times that a client's report is believed to mean by one entry. */
    public static final long REPORTED_TIMES = 1_000_000_000;
    /** A figure about a disk that is older than this is asked for again. */
    public static final Duration DISK_FIGURES_AGE = Duration.ofSeconds(1);
    /** Input/output errors of a cache directory within {@link #DISK_ERRORS_WITHIN} that take it out of service. A full disk is none. */
    public static final int DISK_ERRORS = 5;

    public static final Duration DISK_ERRORS_WITHIN = Duration.ofSeconds(30);
    /** Pause before a cache directory that is out of service for its errors is probed again. */
    public static final Duration DISK_PROBE = Duration.ofSeconds(3);
    /** What a probe writes and reads. */
    public static final int PROBE_BYTES = 4096;
    /** How long who withdraws a cache waits for the requests under way in it. */
    public static final Duration WITHDRAW_DEADLINE = Duration.ofSeconds(10);
    /** How often a cache that is withdrawn looks whether its files are closed. */
    public static final Duration CLOSED_CHECK = Duration.ofMillis(20);
    /** Connections of the admin port, by default. */
    public static final int MAX_ADMIN_CONNECTIONS = 64;
    /** Largest request that the admin port reads, in bytes. */
    public static final int MAX_ADMIN_REQUEST_BYTES = 16 * 1024;
    /** An accepted connection that has not sent its Hello by then is closed. */
    public static final Duration HELLO_DEADLINE = Duration.ofSeconds(5);
    /** Objects that one job looks for on the disk; a question for more is several jobs, one after another. */
    public static final int HELD_OBJECTS_AT_ONCE = 32;
    /** Objects whose generation is known to be current in this epoch. */
    public static final int VERIFIED_OBJECTS = 200_000;
    /** Volumes whose record is kept. */
    public static final int KNOWN_VOLUMES = 10_000;
    /** Volumes with a label of their own in the metrics; the others are counted together. */
    public static final int METRIC_VOLUMES = 100;
    /** Fences that are remembered so that they beat verification answers that are under way. */
    public static final int REMEMBERED_FENCES = 100_000;
    /** Changes that a node carries to all others at the same time; the outcome of one more is unknown. */
    public static final int FENCES_UNDER_WAY = 4096;
    /** Verifications under way; one more is refused with ENOBUFS. */
    public static final int MAX_VERIFICATIONS = 10_000;
    /** Objects that one session may have in use. */
    public static final int MAX_INTERESTS = 262_144;
    /** Sessions on one node. */
    public static final int MAX_SESSIONS = 10_000;
    /** How often a node tells the owners of session records which of its sessions are alive. */
    public static final Duration SESSION_REPORT = Duration.ofSeconds(1);
    /** Sessions that one report names; the others wait for the next. */
    public static final int REPORTED_SESSIONS = MAX_SESSIONS;
    /** How often a node looks for silent sessions among the records that it owns. */
    public static final Duration SESSION_SWEEP = Duration.ofSeconds(1);
    /** Sessions that are reaped at the same time; the others wait for the next sweep. */
    public static final int REAPED_SESSIONS = 16;
    /** How often a node looks for marks of lost sessions among the records that it owns; 100,000 of them take 50 ms. */
    public static final Duration MARKS_SWEEP = Duration.ofSeconds(15);
    /** How often a node looks for fences left over among the records that it owns; 100,000 of them take 50 ms. */
    public static final Duration FENCE_SWEEP = Duration.ofSeconds(2);
    /** A look that takes long makes the next wait this many times as long: at most 2 % of a processor. */
    public static final int FENCE_SWEEP_REST = 50;
    /** A fence that has been pending for this long since it was first seen is finished by the record's owner. */
    public static final Duration FENCE_LEFT_OVER = Duration.ofSeconds(2);
    /** Fences that one sweep finishes; the others wait for the next. */
    public static final int SWEPT_FENCES = 100;
    /** How often a node looks for records of retired objects among those that it owns; 100,000 records take 50 ms. */
    public static final Duration RETIRED_SWEEP = Duration.ofSeconds(15);
    /** The record of a retired object is forgotten when its owner has seen it for this long. */
    public static final Duration RETIRED_KEPT = Duration.ofMinutes(10);
    /** Records of retired objects that one sweep forgets; the others wait for the next. */
    public static final int FORGOTTEN_RECORDS = 5000;
    /** Objects that one question about who uses them names. */
    public static final int HOLDINGS_ASKED = 256;
    /** How often a node looks for objects whose caching is off among the records that it owns; 100,000 of them take 50 ms. */
    public static final Duration DISABLED_SWEEP = Duration.ofSeconds(2);
    /** Objects whose caching is off that one such look takes up; the next look goes on after them. */
    public static final int DISABLED_FOUND = 1000;
    /** Closed objects whose caching may come on again that are seen to at once; the others wait for the sweep. */
    public static final int CLOSED_AT_ONCE = 64;
    /** How long look-ups wait for the question who still uses a closed object; a member that hangs answers later than that. */
    public static final Duration CLOSED_WAIT = Duration.ofMillis(500);
    /** Objects that a node remembers as disabled, to see to them when they are closed. */
    public static final int DISABLED_REMEMBERED = 4096;
    /** How often a node looks for records that nobody uses among those that it owns; 100,000 of them take 50 ms. */
    public static final Duration IDLE_SWEEP = Duration.ofSeconds(30);
    /** Records that one such sweep takes up, those used longest ago; the others wait for the next. About 4 MiB of heap. */
    public static final int IDLE_FOUND = 10_000;
    /** An object that has not been used for so long, and of which no node has a chunk, is retired. */
    public static final Duration RECORD_IDLE = Duration.ofDays(1);
    /** Notes about the use of records that are on their way to the owners; one more is not sent. */
    public static final int USES_NOTED = 256;
    /** Fences that a session may owe before it has to verify all it knows again. */
    public static final int MAX_UNCONFIRMED = Limits.MAX_BATCH;
    /** Fences on the connection of a session that are not confirmed, also those that it need not any more; with more it is closed. */
    public static final int MAX_PUSHES = 16 * MAX_UNCONFIRMED;
    /** Bytes that wait to be sent to one session; a fence or heart-beat above the higher mark closes its connection. */
    public static final WriteBufferWaterMark SESSION_BACKLOG = new WriteBufferWaterMark(1 << 20, 4 << 20);
    /** Reads up to this many bytes are copied into the reply, so that replies share a system call; longer ones go by sendfile. */
    public static final int COPY_BYTES = 16 * 1024;
    /** Pause before a node that serves asks again for the peer secret; longer than one question takes. */
    static final Duration SECRET_RETRY = Duration.ofSeconds(3);
    /** Pause before a peer is asked again. */
    public static final Duration PEER_RETRY = Duration.ofMillis(100);
    /** Deadline of one request to a peer. */
    public static final Duration PEER_DEADLINE = Duration.ofSeconds(5);
    /** Bytes that wait to be sent to one peer; above the higher mark a request fails. */
    public static final WriteBufferWaterMark PEER_BACKLOG = new WriteBufferWaterMark(1 << 20, 4 << 20);
    /** Frames to one peer that leave in one write at most. */
    public static final int PEER_FLUSH_FRAMES = 256;
    /** Requests outstanding to one peer; one more fails. */
    public static final int PEER_REQUESTS = 4096;
    /** An admin connection on which nothing happens for this long is closed. */
    public static final Duration ADMIN_IDLE = Duration.ofSeconds(10);
    /** An admin connection is closed after this long, answered or not. */
    public static final Duration ADMIN_DEADLINE = Duration.ofSeconds(5);
    /** Records that the admin port lists unless asked for more, and at most. */
    public static final int ADMIN_LIST = 100;

    public static final int MAX_ADMIN_LIST = Limits.MAX_BATCH;
    /** How long an embedded node that ends waits for the sessions of other processes to leave. */
    public static final Duration DISMISSAL = Duration.ofSeconds(1);
    /** Chunks that an embedded node keeps open; a shell gives a process 1024 descriptors. */
    public static final int EMBEDDED_OPEN_CHUNKS = 256;
    /** How long a stopping node waits for what is under way. */
    public static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    private NodeLimits() {}
}
