package io.netfscache;

/**
 * What one node has to do with an object.
 *
 * @param node node id, 32 hexadecimal digits
 * @param address its data port
 * @param reachable whether it answered; else the rest means nothing
 * @param users sessions of clients at this node that use the object; a client that has closed it uses it until its LRU
 *     delay is over
 * @param stored whether it has chunks of it, of whatever version
 */
public record ObjectHolding(String node, String address, boolean reachable, int users, boolean stored) {}
