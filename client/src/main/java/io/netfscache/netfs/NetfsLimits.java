package io.netfscache.netfs;

import io.netfscache.protocol.Limits;
import java.time.Duration;

/** Every limit of the netfs layer that is not an option. Sizes are in bytes. */
final class NetfsLimits {
    /** Smallest and largest folio of a sequential reader; the largest is also the largest read from the origin. */
    static final int FIRST_FOLIO_BYTES = 1 << 20;

    static final int MAX_FOLIO_BYTES = 4 << 20;
    /** A read that is not sequential fetches at least this much. */
    static final int RANDOM_FOLIO_BYTES = 16 << 10;
    /** Times that a read is begun again because the contents changed; then it is read from the origin, uncached. */
    static final int MAX_RESTARTS = 8;
    /** Cache reads that one folio is put together from before the rest comes from the origin. */
    static final int MAX_CACHE_READS = 16;
    /** Inodes that nobody has open and that are kept. */
    static final int MAX_IDLE_INODES = 1024;
    /** Open origin files that one inode keeps. */
    static final int MAX_IDLE_ORIGIN_FILES = 4;

    static final int READ_AHEAD_THREADS = 4;
    static final int READ_AHEAD_QUEUE = 64;
    /** Folios ahead of one reader. */
    static final int MAX_READ_AHEAD_FOLIOS = 8;
    /** Wait for a folio that readahead is fetching; then the reader fetches it itself. */
    static final Duration READ_AHEAD_WAIT = Duration.ofSeconds(30);
    /** Wait for room among the bytes on their way to the cache; then they are not stored. */
    static final Duration STORE_WAIT = Duration.ofSeconds(2);
    /** Wait of a close, and of a write-back, for the bytes on their way to the cache. */
    static final Duration CLOSE_WAIT = Duration.ofSeconds(10);
    /** Wait of an invalidation. */
    static final Duration INVALIDATE_WAIT = Duration.ofSeconds(35);

    /** Ranges that one write-back has the cache drop, one after the other; with more of them some are taken as one. */
    static final int MAX_FENCES = 8;
    /** Changed ranges that are not further from each other are dropped as one, with what lies between: a fence costs more. */
    static final long MIN_FENCE_GAP = 256 << 10;
    /** Changed ranges, and bytes of them, that one write-back stores in the cache; with more they are dropped there only. */
    static final int MAX_CACHE_UPDATE_RANGES = 256;

    static final long MAX_CACHE_UPDATE_BYTES = 32 << 20;
    /** Bytes that a write puts into dirty pages, or a write-back takes out of them, at a time. */
    static final int WRITE_STEP_BYTES = 1 << 20;
    /** Threads that write back without being asked to, and files that wait for one. */
    static final int WRITE_BACK_THREADS = 4;

    static final int WRITE_BACK_QUEUE = 1024;
    /** Times that a file is written back again without being asked to after a failure, each after twice the delay. */
    static final int MAX_BACKGROUND_RETRIES = 8;

    static final Duration MAX_RETRY_DELAY = Duration.ofSeconds(30);
    static final Duration MAX_WRITE_BACK_DELAY = Duration.ofDays(1);
    /** Times that a write-back is tried while its thread is interrupted again and again. */
    static final int MAX_INTERRUPTED_TRIES = 8;
    /**
     * Times that what the origin turns away for now is tried at the last close of a file, and for how long in all, also when a
     * mount is closed with many of them.
     */
    static final int LAST_TRIES = 5;

    static final Duration LAST_TRIES_BUDGET = Duration.ofSeconds(30);
    /** Wait before the second of them; it doubles with each further one, half of it by chance. */
    static final Duration MIN_LAST_BACK_OFF = Duration.ofMillis(200);
    /** How long a modifier's mark is there after it was last known to be: the lease of then may have been at its end. */
    static final Duration MARK_LASTS = Limits.SESSION_SILENCE.minus(Limits.LEASE);
    /** Where a file ends at the latest, which leaves room for sums of positions. */
    static final long MAX_FILE_BYTES = 1L << 62;
    /** Ranges of lost bytes that an error names. */
    static final int MAX_NAMED_RANGES = 8;

    private NetfsLimits() {}
}
