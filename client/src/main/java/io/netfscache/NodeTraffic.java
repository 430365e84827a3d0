package io.netfscache;

import io.netfscache.protocol.Traffic;

/**
 * What was read and stored of a volume on one node since it was started.
 *
 * @param node persistent id
 * @param address where it is to be reached
 */
public record NodeTraffic(String node, String address, Traffic traffic) {}
