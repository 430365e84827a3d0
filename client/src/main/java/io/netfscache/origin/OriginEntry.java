package io.netfscache.origin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a listing.
 *
 * @param path as {@link Origin#stat} takes it
 * @param kind what is there; a symbolic link is what it leads to, or {@link Kind#DANGLING_LINK}
 * @param size of a file in bytes; -1 of anything else, or when the origin does not tell
 * @param modified when the contents last changed, if the origin tells
 * @param linkTarget of a symbolic link, as it is written there; else null
 */
public record OriginEntry(
        String path,
        Kind kind,
        long size,
        @Nullable Instant modified,
        @Nullable String linkTarget) {
    /** What a path of an origin is. */
    public enum Kind {
        FILE,
        FOLDER,
        /** A socket, pipe or device: never read. */
        SPECIAL,
        DANGLING_LINK
    }
}
