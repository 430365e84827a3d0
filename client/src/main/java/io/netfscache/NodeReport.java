package io.netfscache;

import java.util.Map;

/**
 * What a node says of itself.
 *
 * @param nodeId its persistent id; empty when it did not answer
 * @param address host:port of its data port
 * @param reachable whether it answered
 * @param status by name
 * @param stats counters and gauges by name
 */
public record NodeReport(
        String nodeId, String address, boolean reachable, Map<String, String> status, Map<String, Long> stats) {
    public NodeReport {
        status = Map.copyOf(status);
        stats = Map.copyOf(stats);
    }
}
