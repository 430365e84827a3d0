package io.netfscache.origin;

import java.time.Duration;

/** Every limit of the HTTP origin; the time-outs are defaults of {@link HttpOptions}. Sizes are in bytes. */
final class HttpLimits {
    /** Longest wait for a connection to one address to be made. */
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    /** Longest wait for all of a response's head, and for the next bytes of a body. */
    static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);
    /** Longest that either may be set to. */
    static final Duration MAX_TIMEOUT = Duration.ofMinutes(10);
    /** Addresses of one name that are tried. */
    static final int MAX_ADDRESSES = 4;

    /** Times that a request is sent, and how long after the first of them the last may begin. */
    static final int MAX_TRIES = 4;

    static final Duration RETRY_BUDGET = Duration.ofSeconds(60);
    /** Wait before the second try; it doubles with each further one up to the longest, half of it by chance. */
    static final Duration MIN_BACK_OFF = Duration.ofMillis(100);

    static final Duration MAX_BACK_OFF = Duration.ofSeconds(5);
    /** A server that asks (Retry-After) for a longer wait is an error at once. */
    static final Duration MAX_RETRY_AFTER = Duration.ofSeconds(10);

    /** Connections of one origin that are in use at a time; who wants one more waits for the response time-out. */
    static final int MAX_CONNECTIONS = 256;
    /** Connections that are kept open without use, and for how long. */
    static final int MAX_IDLE_CONNECTIONS = 16;

    static final Duration MAX_IDLE = Duration.ofSeconds(30);
    /** Status line and headers of one response; the size line of a chunk or the trailers after the last are less. */
    static final int MAX_HEAD_BYTES = 64 << 10;
    /** Interim responses (1xx) before the response. */
    static final int MAX_INTERIM = 8;

    static final int MAX_REDIRECTS = 10;
    /** Ranges shorter than what was asked for that are taken before the whole file is asked for. */
    static final int MAX_SHORT_RANGES = 16;
    /** An unwanted rest of a body is read up to that much to save the connection. */
    static final int MAX_DRAIN_BYTES = 16 << 10;
    /** Streams of one file without ranges that are kept while somebody reads it. */
    static final int MAX_STREAMS = 4;
    /** Wait for somebody who reads what lies between a stream and its next reader; then that is skipped. */
    static final Duration GAP_WAIT = Duration.ofMillis(250);
    /** Piece in which the unwanted beginning of a body is read. */
    static final int SKIP_BYTES = 64 << 10;
    /** Longest that the unwanted beginning of a body is read for one reader. */
    static final Duration MAX_SKIP = Duration.ofMinutes(10);
    /** Streams of one origin that wait for their next reader, half of its connections; the one that waits longest goes. */
    static final int MAX_WAITING_STREAMS = MAX_CONNECTIONS / 2;
    /** Less than that of a body within the response time-out is a stall. */
    static final int MIN_PROGRESS_BYTES = 1 << 10;
    /** Files of which is remembered that their GET says something else than their HEAD. */
    static final int MAX_LESSONS = 1024;

    /** A body up to that much, within that time of its request, is the word of one look of the server at the file. */
    static final int MAX_PROVEN_BYTES = 64 << 10;

    static final Duration MAX_PROVEN_TIME = Duration.ofSeconds(2);
    /** Body of a request that is kept, so that it can be sent anew to where the request is redirected. */
    static final int MAX_KEPT_BODY_BYTES = 64 << 10;
    /** Piece in which the body of a request is sent; each is taken by the server within the response time-out. */
    static final int SEND_BYTES = 64 << 10;

    /** Zeroes between the end of a file and what is written beyond it: a PUT sends them all. */
    static final long MAX_HOLE_BYTES = 1L << 30;

    /** Index of a folder, and entries in it. */
    static final int MAX_LISTING_BYTES = 8 << 20;

    static final int MAX_LISTED = 100_000;
    /** What is set aside for an index at first. */
    static final int FIRST_LISTING_BYTES = 16 << 10;

    static final int BUFFER_BYTES = 8 << 10;

    private HttpLimits() {}
}
