package io.netfscache.containers;

import java.time.Duration;

/** Every bound on a wait and every size of the container tests. The bounds are long because a machine may be busy. */
final class Waits {
    /** A program of this machine. */
    static final Duration PROGRAM = Duration.ofMinutes(1);
    /** All nodes serve and see each other, after a start or after everything was healed. */
    static final Duration WHOLE = Duration.ofMinutes(2);
    /** A fault shows. */
    static final Duration EFFECT = Duration.ofSeconds(45);
    /** All clients read from the cache, after everything was healed. */
    static final Duration CLIENTS = Duration.ofSeconds(90);
    /** A container that was told to stop. */
    static final Duration STOPPED = Duration.ofMinutes(1);
    /** An answer of an admin port. */
    static final Duration ADMIN = Duration.ofSeconds(3);

    static final Duration POLL = Duration.ofMillis(250);

    private Waits() {}
}
