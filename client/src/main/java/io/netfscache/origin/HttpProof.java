package io.netfscache.origin;

import java.time.Duration;
import java.time.Instant;

/**
 * Whether the response that bytes came in is itself the proof of their version, so that the origin need not be asked after
 * it (ADR 13). A strong ETag promises that (RFC 9110 8.8.1), but file servers make theirs of mtime and size before they read
 * the file: a program that writes into the file meanwhile tears the body, and only a later question shows it. So the word of
 * the server is taken only where there was next to no "meanwhile": one small and quick response, of a file that nobody was
 * writing just before.
 */
final class HttpProof {
    private int responses;
    private boolean enough;

    /** Bytes of a further response are taken. */
    void began() {
        responses++;
        enough = false;
    }

    /**
     * All bytes of that response have been taken.
     *
     * @param conditional whether the request named the ETag in If-Match
     * @param took from before the request was sent to the last byte
     * @param now time of day, for servers that send no Date
     */
    void ended(boolean conditional, HttpValidators validators, int bytes, Duration took, Instant now) {
        enough = conditional
                && validators.etag() != null
                && !validators.isYoung(now)
                && bytes <= HttpLimits.MAX_PROVEN_BYTES
                && took.compareTo(HttpLimits.MAX_PROVEN_TIME) <= 0;
    }

    /** Whether it is proof for all bytes since this was last asked. */
    boolean take() {
        boolean proof = responses == 1 && enough;
        responses = 0;
        enough = false;
        return proof;
    }
}
