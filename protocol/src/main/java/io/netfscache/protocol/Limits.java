package io.netfscache.protocol;

import java.time.Duration;

/** Every size and deadline of the wire format. Sizes are in bytes. A test pins the values and the relations between them. */
public final class Limits {
    /** Unit of presence and of checksum. */
    public static final int BLOCK_BYTES = 4096;
    /** Default size of a chunk, the unit of placement and of one backing file. */
    public static final int DEFAULT_CHUNK_BYTES = 64 << 20;
    /** Most bytes that one {@link Read} asks for or one {@link Write} carries. */
    public static final int MAX_IO_BYTES = 1 << 20;
    /** Most blocks that one frame carries. */
    public static final int MAX_IO_BLOCKS = MAX_IO_BYTES / BLOCK_BYTES;
    /** Bytes of the frame header, its length field included. */
    public static final int HEADER_BYTES = 16;
    /** Largest value of the length field: header rest, a full payload, its checksums and the fixed fields. */
    public static final int MAX_FRAME_BYTES = MAX_IO_BYTES + 16 * 1024;
    /** Largest frame that is accepted before the {@link Hello} has been checked. */
    public static final int MAX_HELLO_BYTES = 16 * 1024;

    /** Volume keys: 1 to this many bytes of UTF-8. */
    public static final int MAX_VOLUME_KEY_BYTES = 254;
    /** Object keys: 1 to this many bytes. */
    public static final int MAX_OBJECT_KEY_BYTES = 255;
    /** Coherency data of a volume or an object: 0 to this many bytes. */
    public static final int MAX_AUX_BYTES = 255;
    /** Names of caches, principals, hosts. */
    public static final int MAX_NAME_BYTES = 255;
    /** Credentials in the {@link Hello}. */
    public static final int MAX_CREDENTIALS_BYTES = 8 * 1024;
    /** Text of an error. */
    public static final int MAX_MESSAGE_BYTES = 1024;
    /** Caches of one node. */
    public static final int MAX_CACHES = 16;
    /** Name of the cache that a node has unless it is told otherwise. */
    public static final String DEFAULT_CACHE = "default";
    /** Nodes in a {@link View}. */
    public static final int MAX_VIEW_NODES = 1024;
    /** Presence bitmap of the largest chunk, {@link #MAX_CHUNK_BYTES}. */
    public static final int MAX_BITMAP_BYTES = 8 * 1024;
    /** Largest chunk size that a cluster may be set to. */
    public static final int MAX_CHUNK_BYTES = 256 << 20;
    /** Entries of a {@link Unuse} batch, of the fences in a {@link HeartbeatAck}, of a report. */
    public static final int MAX_BATCH = 1024;

    /** Requests that one connection may have outstanding. */
    public static final int REQUEST_CREDITS = 256;
    /** Payload bytes, of reads and writes together, that one connection may have outstanding. */
    public static final int BYTE_CREDITS = 32 << 20;

    public static final Duration CONNECT_DEADLINE = Duration.ofSeconds(1);
    public static final Duration LOOKUP_DEADLINE = Duration.ofSeconds(2);
    public static final Duration BEGIN_DEADLINE = Duration.ofSeconds(2);
    public static final Duration READ_DEADLINE = Duration.ofSeconds(2);
    public static final Duration FILL_WAIT_DEADLINE = Duration.ofSeconds(10);
    public static final Duration VOLUME_COLLISION_DEADLINE = Duration.ofSeconds(20);
    public static final Duration INVALIDATE_DEADLINE = Duration.ofSeconds(30);
    /** L of COHERENCE 2: the life of a serving lease and the longest life of a session lease. */
    public static final Duration LEASE = Duration.ofSeconds(2);
    /** Time between two {@link Heartbeat}s of a client. */
    public static final Duration HEARTBEAT_INTERVAL = Duration.ofMillis(500);
    /** What a client was modifying is fenced within this time of its end (COHERENCE 7.2). */
    public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(30);
    /**
     * A client whose last answered heart-beat is older takes its marks anew. The owner of the session's record, whose clock may
     * differ by the margin of COHERENCE 2.5, waits for that much longer, and hears of a heart-beat later: all that
     * together takes less than {@link #SESSION_TIMEOUT}.
     */
    public static final Duration SESSION_SILENCE = Duration.ofSeconds(25);

    private Limits() {}
}
