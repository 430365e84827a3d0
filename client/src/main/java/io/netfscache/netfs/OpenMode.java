package io.netfscache.netfs;

/** How a file is opened ({@link Netfs#open(String, java.util.Set)}). It can be read in every case. */
public enum OpenMode {
    /** To change it too. */
    WRITE,
    /** With {@link #WRITE}: made when there is none. */
    CREATE,
    /** With {@link #WRITE}: made, and an error when there is one. */
    CREATE_NEW,
    /** With {@link #WRITE}: its contents are dropped. */
    TRUNCATE,
    /** With {@link #WRITE}: each write is at the origin, and told to the fleet, before it returns (write-through, O_SYNC). */
    SYNC,
    /** Past folios and cache (O_DIRECT): with {@link #WRITE}, caching of the file is off until its last user has closed. */
    UNBUFFERED
}
