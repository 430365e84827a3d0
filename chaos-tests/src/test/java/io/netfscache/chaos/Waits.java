package io.netfscache.chaos;

import java.time.Duration;

/** Every bound on a wait of these tests. They are long because a machine may be busy; nothing is expected to take so long. */
public final class Waits {
    /** A node, from its start until it serves. */
    public static final Duration READY = Duration.ofSeconds(90);
    /** A node or a container that was told to stop, a command. */
    public static final Duration ENDED = Duration.ofSeconds(60);
    /** The cluster has noticed that a node came or went, a fault shows. */
    public static final Duration SETTLED = Duration.ofSeconds(60);
    /** A client has a session. */
    static final Duration CONNECTED = Duration.ofSeconds(30);
    /** All nodes of containers serve and see each other, after a start or after everything was healed. */
    public static final Duration WHOLE = Duration.ofMinutes(2);
    /** All clients in containers have read from the cache, after everything was healed. */
    public static final Duration READING = Duration.ofSeconds(90);
    /** An answer of an admin port. */
    public static final Duration ADMIN = Duration.ofSeconds(3);
    /** The container image is built. */
    public static final Duration IMAGE = Duration.ofMinutes(4);

    /** Between two looks. */
    public static final Duration POLL = Duration.ofMillis(250);

    private Waits() {}
}
