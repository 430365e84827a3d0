package io.netfscache.netfs;

import java.time.Duration;

/**
 * How a {@link Netfs} behaves. Sizes are in bytes. Begin with {@link #DEFAULTS}: {@code
 * DEFAULTS.withFolioBytes(256 << 20).withWriteBackDelay(Duration.ofSeconds(5))}.
 *
 * @param cacheName the named cache to use; empty: any
 * @param folioBytes ceiling for the folios and dirty pages of all files; clean ones make room for others
 * @param readAheadBytes how far ahead of a sequential reader bytes are fetched; 0: not at all
 * @param writeBehindBytes ceiling for the bytes that are on their way to the cache after they were read from the origin
 * @param dirtyBytes how much may be written and not be at the origin, in whole pages of 4096 bytes of all files: at least
 *     1 MiB; a writer beyond that takes some of it to the origin first
 * @param writeBackBytes how much of one file may be dirty until it is taken to the origin without being asked for
 * @param writeBackDelay how long a file is dirty until it is taken to the origin without being asked for
 */
public record NetfsOptions(
        String cacheName,
        long folioBytes,
        int readAheadBytes,
        long writeBehindBytes,
        long dirtyBytes,
        long writeBackBytes,
        Duration writeBackDelay) {
    private static final long LEAST_DIRTY_BYTES = 1 << 20;

    public static final NetfsOptions DEFAULTS = new NetfsOptions("", 64L << 20, 8 << 20, 32L << 20);

    public NetfsOptions {
        if (folioBytes < 0 || readAheadBytes < 0 || readAheadBytes > 1 << 30 || writeBehindBytes < 0) {
            throw new IllegalArgumentException("folioBytes, readAheadBytes (at most 1 GiB) and writeBehindBytes must"
                    + " not be negative: " + folioBytes + ", " + readAheadBytes + ", " + writeBehindBytes);
        }
        if (dirtyBytes < LEAST_DIRTY_BYTES || writeBackBytes < 1) {
            throw new IllegalArgumentException("dirtyBytes must be at least " + LEAST_DIRTY_BYTES
                    + " and writeBackBytes at least 1: " + dirtyBytes + ", " + writeBackBytes);
        }
        if (writeBackDelay.isNegative() || writeBackDelay.compareTo(NetfsLimits.MAX_WRITE_BACK_DELAY) > 0) {
            throw new IllegalArgumentException("writeBackDelay must not be negative, and at most "
                    + NetfsLimits.MAX_WRITE_BACK_DELAY + ": " + writeBackDelay);
        }
    }

    /** Dirty pages have a quarter of the ceiling and are taken to the origin after a second or 8 MiB. */
    public NetfsOptions(String cacheName, long folioBytes, int readAheadBytes, long writeBehindBytes) {
        this(
                cacheName,
                folioBytes,
                readAheadBytes,
                writeBehindBytes,
                Math.max(LEAST_DIRTY_BYTES, folioBytes / 4),
                8L << 20,
                Duration.ofSeconds(1));
    }

    public NetfsOptions withCacheName(String name) {
        return new NetfsOptions(
                name, folioBytes, readAheadBytes, writeBehindBytes, dirtyBytes, writeBackBytes, writeBackDelay);
    }

    /** A quarter of it may be dirty. */
    public NetfsOptions withFolioBytes(long bytes) {
        return new NetfsOptions(
                cacheName,
                bytes,
                readAheadBytes,
                writeBehindBytes,
                Math.max(LEAST_DIRTY_BYTES, bytes / 4),
                writeBackBytes,
                writeBackDelay);
    }

    public NetfsOptions withReadAheadBytes(int bytes) {
        return new NetfsOptions(
                cacheName, folioBytes, bytes, writeBehindBytes, dirtyBytes, writeBackBytes, writeBackDelay);
    }

    public NetfsOptions withDirtyBytes(long bytes) {
        return new NetfsOptions(
                cacheName, folioBytes, readAheadBytes, writeBehindBytes, bytes, writeBackBytes, writeBackDelay);
    }

    public NetfsOptions withWriteBackBytes(long bytes) {
        return new NetfsOptions(
                cacheName, folioBytes, readAheadBytes, writeBehindBytes, dirtyBytes, bytes, writeBackDelay);
    }

    public NetfsOptions withWriteBackDelay(Duration delay) {
        return new NetfsOptions(
                cacheName, folioBytes, readAheadBytes, writeBehindBytes, dirtyBytes, writeBackBytes, delay);
    }
}
