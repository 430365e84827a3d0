package io.netfscache.cli.chaos.cluster;

import java.time.Duration;
import java.util.List;

/** Every size, number and wait of a local cluster. */
final class ClusterLimits {
    static final int MAX_NODES = 9;
    /**
     * Hazelcast connects from the address under which others know it, which tells the firewall who it is. By default it does
     * when it listens on one address; said here because a firewall that does not know its callers lets nobody pass.
     */
    private static final String SOURCE_ADDRESS = "-Dhazelcast.socket.client.bind.any=false";
    /** Java flags of a node process: it lives for minutes and shares few processors with many others. */
    static final List<String> NODE_FLAGS =
            List.of("-Xmx192m", "-XX:MaxDirectMemorySize=192m", "-XX:TieredStopAtLevel=1", SOURCE_ADDRESS);

    /** Until all nodes serve and see each other. */
    static final Duration WHOLE = Duration.ofSeconds(60);
    /** Between two looks at whether something has come true. */
    static final Duration LOOK_AGAIN = Duration.ofMillis(200);
    /** For a process to end when it was told to. A node hands its records over first. */
    static final Duration STOP = Duration.ofSeconds(30);
    /** For an answer of an admin port. */
    static final Duration ADMIN = Duration.ofSeconds(1);
    /** How often a node looks at its clock at least. */
    static final Duration CLOCK_LOOK = Duration.ofMillis(50);
    /** A node that has not looked at its clock for longer than this was stopped. */
    static final Duration CLOCK_STOPPED = Duration.ofMillis(500);
    /** Questions for a figure that a fault is measured by, before it is injected. */
    static final int FIGURE_ATTEMPTS = 3;
    /** For a connection to be refused or made. */
    static final Duration CONNECT = Duration.ofSeconds(1);
    /** Last lines of a node's log that are shown. */
    static final int SHOWN_LOG_LINES = 30;

    /** What is on its way in one direction of one connection: as much as a slow link or a cut keeps. */
    static final int LANE_BYTES = 256 * 1024;
    /** Connections through the firewall at the same time; more are refused. */
    static final int CONNECTIONS = 4096;
    /** For a caller to say who it is. */
    static final Duration HELLO = Duration.ofSeconds(10);
    /** Refused connections that are kept in words; all are logged. */
    static final int KEPT_REFUSALS = 100;

    private ClusterLimits() {}
}
