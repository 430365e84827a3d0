package io.netfscache.cli.demo;

import java.util.List;

/**
 * What one client did for one command, and its counters.
 *
 * @param bytes read by this command
 * @param wrongBytes of the files whose contents were not what they had to be
 * @param errors files that could not be read
 * @param problems some of them in words
 * @param sha256 of the file that was read last; empty for none
 * @param cacheBytes taken from the cluster since the client started
 * @param originBytes taken from the origin since the client started
 * @param socketBytes received from nodes since the client started
 */
record WorkerReport(
        long bytes,
        long wrongBytes,
        long errors,
        List<String> problems,
        String sha256,
        long cacheBytes,
        long originBytes,
        long socketBytes) {
    WorkerReport {
        problems = List.copyOf(problems);
    }
}
