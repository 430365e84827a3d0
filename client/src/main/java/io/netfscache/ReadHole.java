package io.netfscache;

/** What {@link CacheOperation#read} does when bytes of the range are not cached (NETFS_READ_HOLE_*). */
public enum ReadHole {
    /** Gives the bytes up to the first hole, possibly none. */
    IGNORE,
    /** Missing bytes read as zeroes. */
    CLEAR,
    /** {@link MissingDataException} (ENODATA) if any byte of the range is missing. */
    FAIL
}
