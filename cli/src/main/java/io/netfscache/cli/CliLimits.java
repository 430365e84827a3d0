package io.netfscache.cli;

import java.time.Duration;

/** Every size and wait of the commands. */
final class CliLimits {
    /** How long a command waits for a session with the cluster before it does without or gives up. */
    static final Duration CONNECT_WAIT = Duration.ofSeconds(2);
    /** How long a command waits for the process that has the user's cache, when that does not answer, and how often it asks. */
    static final Duration OWNER_WAIT = Duration.ofSeconds(3);

    static final Duration OWNER_RETRY = Duration.ofMillis(50);
    /** After how long it says that it waits for what a killed process had lent, and how much longer it waits. */
    static final Duration SILENCE_NOTICE = Duration.ofSeconds(1);

    static final Duration SILENCE_WAIT = Duration.ofSeconds(3);
    /** How long a command waits for a session with the user's own cache: as long as that may be silent after a kill, and more. */
    static final Duration EMBEDDED_CONNECT_WAIT = Duration.ofSeconds(4);
    /** How often a command looks whether the process that has the cache has ended. */
    static final Duration SUCCESSION_CHECK = Duration.ofMillis(250);
    /** Bytes that are read at a time. */
    static final int BUFFER_BYTES = 1 << 20;
    /** Times that a file is read again from its beginning because it changed while it was read. */
    static final int MAX_RESTARTS = 5;
    /** How often a starting node says that it is still waiting for the others. */
    static final Duration READY_NOTICE = Duration.ofSeconds(15);
    /** Failures that are listed one by one. */
    static final int LISTED_FAILURES = 20;

    private CliLimits() {}
}
