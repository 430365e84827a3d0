package io.netfscache.nio;

import java.time.Duration;

/** Every limit of the provider that is not an option. Sizes are in bytes. */
final class NioLimits {
    /** How long an answer of the origin counts (DESIGN 8). */
    static final Duration ANSWER_COUNTS = Duration.ofSeconds(1);
    /** Answers kept for each mount, the least recently used go first: about 2 MiB. */
    static final int MAX_ANSWERS = 4096;
    /** How long a path counts as a folder because a listing of a server said so; as many of them as answers. */
    static final Duration FOLDER_COUNTS = Duration.ofMinutes(10);
    /** Files of one mount that are open for writing. */
    static final int MAX_WRITERS = 65_536;
    /** Wait for a node at the opening of a filesystem; without one it begins uncached. */
    static final Duration CONNECT_WAIT = Duration.ofSeconds(2);
    /** Buffer of a transfer. */
    static final int TRANSFER_BYTES = 256 << 10;
    /** Spellings of its URI that a filesystem is found by at once. */
    static final int MAX_SPELLINGS = 16;

    private NioLimits() {}
}
