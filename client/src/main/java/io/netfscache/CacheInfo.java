package io.netfscache;

/**
 * A cache directory of a node.
 *
 * @param node node id
 * @param address of the node's data port
 * @param name of the cache
 * @param directory path on the node
 * @param state "online", or why it takes no bytes, in words
 * @param diskBytes size of its filesystem; 0 while the cache is out of service
 * @param freeBytes what of that is free
 * @param presentBytes bytes of objects
 * @param maxBytes limit of these; 0: none
 * @param chunks chunk files
 * @param bstopPercent no bytes are taken while less of the filesystem than this is free
 */
public record CacheInfo(
        String node,
        String address,
        String name,
        String directory,
        String state,
        long diskBytes,
        long freeBytes,
        long presentBytes,
        long maxBytes,
        long chunks,
        int bstopPercent) {}
