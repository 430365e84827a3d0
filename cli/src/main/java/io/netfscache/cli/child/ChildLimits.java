package io.netfscache.cli.child;

import java.time.Duration;

/** Every size and wait of child processes. */
final class ChildLimits {
    /** For a process to end when it was asked to. */
    static final Duration STOP = Duration.ofSeconds(10);
    /** Lines of a failed process's log that are shown. */
    static final int SHOWN_LOG_LINES = 8;

    /** Of the end of a log, in which the last lines are looked for. */
    static final int LOG_TAIL_BYTES = 64 << 10;

    private ChildLimits() {}
}
