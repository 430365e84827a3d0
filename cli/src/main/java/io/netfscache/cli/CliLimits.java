package io.netfscache.cli;

import java.time.Duration;

/** Every size and wait of the commands. */
final class CliLimits {
    /** How long a command waits for a session with the cluster before it does without or gives up. */
    static final Duration CONNECT_WAIT = Duration.ofSeconds(2);
    /** Bytes that are read at a time. */
    static final int BUFFER_BYTES = 1 << 20;
    /** Times that a file is read again from its beginning because it changed while it was read. */
    static final int MAX_RESTARTS = 5;
    /** How often a starting node says that it is still waiting for the others. */
    static final Duration READY_NOTICE = Duration.ofSeconds(15);
    /** How often a running node looks at its configuration files. */
    static final Duration CONFIG_POLL = Duration.ofSeconds(2);
    /** Failures that are listed one by one. */
    static final int LISTED_FAILURES = 20;

    private CliLimits() {}
}
