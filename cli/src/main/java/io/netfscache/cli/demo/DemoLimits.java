package io.netfscache.cli.demo;

import java.time.Duration;
import java.util.List;

/** Every size, number and wait of the demo. */
final class DemoLimits {
    static final int MAX_NODES = 9;
    static final int MAX_CLIENTS = 64;
    static final int CLIENTS_PER_PROCESS = 2;
    /**
     * Java flags of a node process. It lives for a minute or two, in which the optimising compiler would take more of the
     * processor than the node itself and not earn that back.
     */
    static final List<String> NODE_FLAGS = List.of("-Xmx384m", "-XX:TieredStopAtLevel=1");
    /** Heap of a client process. */
    static final String CLIENT_HEAP = "-Xmx384m";

    /** Until all nodes have said that they are ready. */
    static final Duration NODES_READY = Duration.ofSeconds(90);
    /** Until a client process has connected. */
    static final Duration CLIENT_READY = Duration.ofSeconds(30);
    /** For one phase of reading. */
    static final Duration PHASE = Duration.ofMinutes(10);
    /** For a process to end when it was asked to. */
    static final Duration STOP = Duration.ofSeconds(10);

    /** Bytes that are hashed or generated at a time. */
    static final int BUFFER_BYTES = 1 << 20;
    /** Errors that one client tells in words. */
    static final int TOLD_ERRORS = 5;

    /** Generated files, that of more than one chunk included. */
    static final int GENERATED_FILES = 2000;
    /** Largest of the generated files with random sizes; makes all of them together about 150 MiB. */
    static final int MAX_RANDOM_FILE_BYTES = 576 << 10;
    /** Longest request line and headers that the origin server takes. */
    static final int MAX_HTTP_HEADER_BYTES = 16 << 10;

    private DemoLimits() {}
}
