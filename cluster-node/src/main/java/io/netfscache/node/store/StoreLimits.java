package io.netfscache.node.store;

import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every size, count and wait of the backing store. Sizes are in bytes. */
public final class StoreLimits {
    /** Least free space of the disk, in percent, at which the store takes writes (bstop of cachefiles). */
    public static final int DEFAULT_BSTOP_PERCENT = 3;
    /** Chunks kept open; each costs a descriptor and, for a full 64 MiB chunk, 72 KiB of heap. */
    public static final int DEFAULT_OPEN_CHUNKS = 1024;
    /** How old a reading of the disk's free space may be. */
    static final Duration FREE_SPACE_AGE = Duration.ofSeconds(1);
    /** Locks that serialise the operations on one object's files. */
    static final int LOCK_STRIPES = 256;
    /** Longest encoded key; what is left of 255 is for the chunk number. Longer ones are hashed. */
    static final int MAX_ENCODED_NAME_BYTES = 240;
    /** Ranges of dropped blocks that a header has room for; beyond it neighbours are merged and the blocks between dropped too. */
    static final int MAX_DROPPED_RANGES = 248;
    /** Times a write starts over because its chunk was moved to a new file under it. */
    static final int MAX_WRITE_ATTEMPTS = 8;
    /** Bytes read at once when blocks are compared with their checksums. */
    static final int CHECK_BYTES = 16 * Limits.BLOCK_BYTES;
    /** Volume fences remembered, so that a repeated one drops nothing. */
    static final int MAX_REMEMBERED_VOLUME_FENCES = 4096;
    /** Volumes of which it is remembered what is on disk of their coherency data. */
    static final int MAX_KNOWN_VOLUME_FILES = 4096;
    /** A file that was filled sooner after its last modification may have changed once more without a trace. */
    static final Duration RACY = Duration.ofSeconds(2);
    /** Pages of a chunk file besides its bytes: header and a page of the map. A full chunk of 64 MiB has 16 more of the latter. */
    static final long CHUNK_OVERHEAD_BYTES = 2L * ChunkLayout.PAGE_BYTES;
    /** Nothing is known of what is on disk: more than any limit, and no sum with it overflows. */
    static final long UNKNOWN_BYTES = Long.MAX_VALUE / 2;
    /** A store with a limit that is fuller than this when it is trimmed, in percent of the limit, ... */
    static final int TRIM_ABOVE_PERCENT = 90;
    /** ... loses its oldest files until it is not fuller than this. */
    static final int TRIM_TO_PERCENT = 70;

    private StoreLimits() {}
}
