package io.netfscache.node;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How an embedded node runs.
 *
 * @param directory where it keeps everything; made when missing; used by one node at a time
 * @param maxBytes of disk for what is cached
 * @param runtimeDirectories where the socket goes when its path in {@code directory} would be too long, the best first;
 *     such as {@code /run/user/1000} and {@code /tmp}
 */
public record EmbeddedConfig(Path directory, long maxBytes, List<Path> runtimeDirectories) {
    /** Least size that is of any use: one request of the largest size, and room to drop something. */
    public static final long MIN_BYTES = 16L << 20;
    /** Size where nothing else is said. */
    public static final long DEFAULT_BYTES = 10L << 30;

    public EmbeddedConfig {
        directory = directory.toAbsolutePath().normalize();
        runtimeDirectories = List.copyOf(runtimeDirectories);
        List<String> problems = new ArrayList<>();
        if (maxBytes < MIN_BYTES) {
            problems.add("cache-size: " + maxBytes + " is less than " + MIN_BYTES + " bytes");
        }
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(String.join("; ", problems));
        }
    }
}
