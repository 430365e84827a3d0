package io.netfscache.netfs;

/**
 * How a {@link Netfs} behaves. Sizes are in bytes.
 *
 * @param cacheName the named cache to use; empty: any
 * @param folioBytes ceiling for the folios of all files
 * @param readAheadBytes how far ahead of a sequential reader bytes are fetched; 0: not at all
 * @param writeBehindBytes ceiling for the bytes that are on their way to the cache
 */
public record NetfsOptions(String cacheName, long folioBytes, int readAheadBytes, long writeBehindBytes) {
    public static final NetfsOptions DEFAULTS = new NetfsOptions("", 64L << 20, 8 << 20, 32L << 20);

    public NetfsOptions {
        if (folioBytes < 0 || readAheadBytes < 0 || readAheadBytes > 1 << 30 || writeBehindBytes < 0) {
            throw new IllegalArgumentException("folioBytes, readAheadBytes (at most 1 GiB) and writeBehindBytes must"
                    + " not be negative: " + folioBytes + ", " + readAheadBytes + ", " + writeBehindBytes);
        }
    }
}
