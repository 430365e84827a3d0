package io.netfscache.origin;

import io.netfscache.protocol.Bytes;

/**
 * What an origin says of a file.
 *
 * @param size in bytes; -1 when the origin does not tell: then it is not cached
 * @param aux coherency data, at most 255 bytes; empty when the origin has none: then it is not cached
 */
public record OriginAttributes(long size, Bytes aux) {
    /** Whether the file can be cached at all. */
    public boolean cacheable() {
        return size >= 0 && !aux.isEmpty();
    }
}
