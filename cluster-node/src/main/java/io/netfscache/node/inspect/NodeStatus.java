package io.netfscache.node.inspect;

import io.netfscache.protocol.CacheList;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a node says of itself, by name: the answer to a STATUS_REQUEST and to {@code GET /status}. {@link #MEANINGS} has
 * all the names.
 */
public final class NodeStatus {
    /** Each name and what its value is; {@code voter1} stands for one entry per voter. */
    public static final Map<String, String> MEANINGS = Map.ofEntries(
            Map.entry("health", "\"healthy\", or what is wrong and what to do"),
            Map.entry("nodeId", "persistent id of the node"),
            Map.entry("software", "name and version of the program"),
            Map.entry("java", "version of the Java runtime"),
            Map.entry("uptimeSeconds", "since the node was started"),
            Map.entry("clusterName", "nodes of another name are not joined"),
            Map.entry("clusterId", "random number of this cluster, from its founding"),
            Map.entry("dataAddress", "where the data port listens"),
            Map.entry("adminAddress", "where the admin port listens"),
            Map.entry("members", "members that this node sees, of how many there are meant to be"),
            Map.entry("membersNeeded", "members that must see each other for the cluster to work"),
            Map.entry("lease", "\"held\" or \"not held\""),
            Map.entry("leaseMillis", "until the serving lease lapses if it is not renewed"),
            Map.entry("leaseHeldSeconds", "for how long it has been held without a gap"),
            Map.entry("epoch", "number of leases gained after a gap"),
            Map.entry("quorum", "voters needed, of how many"),
            Map.entry("votes", "whether this node answers as a voter, or why not"),
            Map.entry("voterSetVersion", "version of the voter set"),
            Map.entry("voter1", "id, address and last answer of a voter"),
            Map.entry("connections", "accepted connections of the data port"),
            Map.entry("sessions", "sessions of clients"),
            Map.entry("cache", "name of the cache"),
            Map.entry("cacheDirectory", "where it is on the node"),
            Map.entry("cacheState", "\"online\", or why it takes no bytes"),
            Map.entry("cacheBytes", "bytes of objects in it"),
            Map.entry("cacheMaxBytes", "limit of these; 0: none"),
            Map.entry("cacheChunks", "chunk files in it"),
            Map.entry("cacheBstopPercent", "no bytes are taken while less of the disk than this is free"),
            Map.entry("diskBytes", "size of the cache's filesystem"),
            Map.entry("diskFreeBytes", "what of that is free"),
            Map.entry("heapUsedBytes", "of the Java heap"),
            Map.entry("heapMaxBytes", "most that the Java heap may use"));

    private static final String HEALTH = "health";
    private static final String HEALTHY = "healthy";

    private final Map<String, String> entries = new TreeMap<>();

    public NodeStatus with(String name, Object value) {
        entries.put(name, value.toString());
        return this;
    }

    /** What another part says, its {@code health} too. */
    public NodeStatus with(Map<String, String> part) {
        entries.putAll(part);
        return this;
    }

    public NodeStatus with(CacheList.Entry cache) {
        if (!cache.state().equals(CacheList.Entry.ONLINE)) {
            unhealthy(
                    "cache " + cache.name() + " " + cache.state() + "; make room on the disk of " + cache.directory());
        }
        return with("cache", cache.name())
                .with("cacheDirectory", cache.directory())
                .with("cacheState", cache.state())
                .with("cacheBytes", cache.presentBytes())
                .with("cacheMaxBytes", cache.maxBytes())
                .with("cacheChunks", cache.chunks())
                .with("cacheBstopPercent", cache.bstopPercent())
                .with("diskBytes", cache.diskBytes())
                .with("diskFreeBytes", cache.freeBytes());
    }

    public NodeStatus with(Runtime java) {
        return with("java", Runtime.version())
                .with("heapUsedBytes", java.totalMemory() - java.freeMemory())
                .with("heapMaxBytes", java.maxMemory());
    }

    private void unhealthy(String problem) {
        String known = entries.getOrDefault(HEALTH, HEALTHY);
        entries.put(HEALTH, known.equals(HEALTHY) ? problem : known + "; " + problem);
    }

    public Map<String, String> entries() {
        return Map.copyOf(entries);
    }
}
