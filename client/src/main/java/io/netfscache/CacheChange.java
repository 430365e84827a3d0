package io.netfscache;

/**
 * What became of {@link ClusterAdmin#withdrawCache} or {@link ClusterAdmin#resumeCache} on one node.
 *
 * @param node node id
 * @param address of the node's data port
 * @param done whether the node has done it
 * @param problem why not, in words; empty when it is done
 */
public record CacheChange(String node, String address, boolean done, String problem) {}
