package io.netfscache.origin;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The origin takes no change now and has made none; it may take the same later. */
public final class OriginBusyException extends IOException {
    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /** @param retryAfter the wait that the origin asks for; null if it does not tell */
    public OriginBusyException(@Nullable String message, @Nullable Duration retryAfter) {
        super(message);
        this.retryAfter = retryAfter;
    }

    /** The wait that the origin asks for; null if it does not tell. */
    public @Nullable Duration retryAfter() {
        return retryAfter;
    }
}
