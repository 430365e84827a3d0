package io.netfscache.cli.demo;

import org.jspecify.annotations.Nullable;

/**
 * The figures of one phase.
 *
 * @param clientBytes that the clients have read
 * @param originBytes of bodies that the origin has sent
 * @param cacheBytes that the clients took from the nodes
 * @param socketBytes that came to the clients from the nodes, with all headers
 * @param seconds it took
 * @param errors reads that failed
 * @param staleReads reads that gave the contents from before the change; null where nothing changed
 * @param lostNodeBytes that the killed node had; null where none was killed
 */
record PhaseResult(
        long clientBytes,
        long originBytes,
        long cacheBytes,
        long socketBytes,
        double seconds,
        long errors,
        @Nullable Long staleReads,
        @Nullable Long lostNodeBytes) {
    PhaseResult withStaleReads(long count) {
        return new PhaseResult(
                clientBytes, originBytes, cacheBytes, socketBytes, seconds, errors, count, lostNodeBytes);
    }

    PhaseResult withLostNodeBytes(long bytes) {
        return new PhaseResult(clientBytes, originBytes, cacheBytes, socketBytes, seconds, errors, staleReads, bytes);
    }
}
