package io.netfscache.origin;

import java.time.Duration;
import java.time.Instant;

/** The local file tree a minute from now: what a test has just written is old enough to be cached. */
public final class SettledFiles {
    private SettledFiles() {}

    public static FileOrigin origin() {
        return new FileOrigin(() -> Instant.now().plus(Duration.ofMinutes(1)));
    }
}
