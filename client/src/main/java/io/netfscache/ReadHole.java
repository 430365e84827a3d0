package io.netfscache;

/** What {@link CacheOperation#read} does when bytes of the range are not cached (NETFS_READ_HOLE_*). */
public enum ReadHole {
    /** Gives the bytes up to the first hole, possibly none. */
    IGNORE,
    /** Missing bytes read as zeroes. */
    CLEAR,
    /** {@link MissingDataException} (ENODATA) if any byte of the range is missing; it tells which. */
    FAIL,
    /**
     * Like {@link #FAIL}, for a caller that is going to read what is missing from the origin and to store it. In later
     * versions the miss carries the right to do so for the whole fleet, or waits for another client's fill.
     */
    FILL
}
