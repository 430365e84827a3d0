package io.netfscache.node.store;

/**
 * Figures of a store; counters start at zero when it is opened.
 *
 * @param presentBytes bytes of objects on disk, without headers and maps; too low until {@code accounted}
 * @param chunks chunk files on disk; too low until {@code accounted}
 * @param accounted whether the files of earlier runs are all counted
 * @param openChunks chunks open now
 * @param opens chunk files opened or made
 * @param evictions open chunks given up for others
 * @param corruptBlocksDropped blocks whose bytes did not match their checksum
 * @param headersDropped chunk files dropped for a header that was torn or not theirs
 * @param writes writes that stored at least one block
 * @param bytesWritten bytes they stored
 */
public record StoreStats(
        long presentBytes,
        long chunks,
        boolean accounted,
        long openChunks,
        long opens,
        long evictions,
        long corruptBlocksDropped,
        long headersDropped,
        long writes,
        long bytesWritten) {}
