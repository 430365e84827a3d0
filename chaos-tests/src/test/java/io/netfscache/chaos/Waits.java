package io.netfscache.chaos;

import java.time.Duration;

/** Every bound on a wait of these tests. They are long because a machine may be busy; nothing is expected to take so long. */
final class Waits {
    /** A node, from its start until it serves. */
    static final Duration READY = Duration.ofSeconds(60);
    /** A node that was told to stop, a command. */
    static final Duration ENDED = Duration.ofSeconds(60);
    /** The cluster has noticed that a node came or went. */
    static final Duration SETTLED = Duration.ofSeconds(60);
    /** A client has a session. */
    static final Duration CONNECTED = Duration.ofSeconds(30);

    private Waits() {}
}
