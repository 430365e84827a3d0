package io.netfscache.pages;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Set;

/**
 * What a run is to be.
 *
 * @param servers of the cluster
 * @param seed of all pairs
 * @param operations of all pairs, about
 * @param pairs that run at the same time
 * @param kills nodes that are killed meanwhile
 * @param broken rules of the page cache that the mounts do without
 */
record Plan(List<InetSocketAddress> servers, long seed, long operations, int pairs, int kills, Set<String> broken) {}
