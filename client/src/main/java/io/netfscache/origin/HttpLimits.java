package io.netfscache.origin;

import java.time.Duration;

/** Every limit of the HTTP origin. Sizes are in bytes. */
final class HttpLimits {
    /** Longest wait for a connection to be made. */
    static final Duration CONNECT_DEADLINE = Duration.ofSeconds(5);
    /** Longest wait for all of a response's head, and for the next bytes of a body. */
    static final Duration RESPONSE_DEADLINE = Duration.ofSeconds(30);
    /** Connections of one origin that are in use at a time; who wants one more waits for {@link #RESPONSE_DEADLINE}. */
    static final int MAX_CONNECTIONS = 256;
    /** Connections that are kept open without use, and for how long. */
    static final int MAX_IDLE_CONNECTIONS = 16;

    static final Duration MAX_IDLE = Duration.ofSeconds(30);
    /** Status line and headers of one response; the size line of a chunk or the trailers after the last are less. */
    static final int MAX_HEAD_BYTES = 64 << 10;
    /** Interim responses (1xx) before the response. */
    static final int MAX_INTERIM = 8;

    static final int MAX_REDIRECTS = 5;
    /** An unwanted rest of a body is read up to that much to save the connection. */
    static final int MAX_DRAIN_BYTES = 16 << 10;

    static final int BUFFER_BYTES = 8 << 10;

    private HttpLimits() {}
}
