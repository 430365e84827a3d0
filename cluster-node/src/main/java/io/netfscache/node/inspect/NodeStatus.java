package io.netfscache.node.inspect;

import io.netfscache.node.cache.CacheState;
import io.netfscache.protocol.CacheList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

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
            Map.entry("embedded", "of an embedded node: the process that it is part of"),
            Map.entry("cache", "names of the caches"),
            Map.entry("cacheDirectory", "where they are on the node"),
            Map.entry("cacheState", "\"online\", or which takes no bytes and why"),
            Map.entry("cacheBytes", "bytes of objects in them"),
            Map.entry("cacheMaxBytes", "limit of these; 0: none for one of them"),
            Map.entry("cacheChunks", "chunk files in them"),
            Map.entry("cacheBstopPercent", "no bytes are taken while less of the disk than this is free"),
            Map.entry("diskBytes", "size of the caches' filesystems"),
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

    /** The caches together; of several, what differs is said of each, in their order. */
    public NodeStatus with(CacheList list) {
        List<CacheList.Entry> caches = list.caches();
        for (CacheList.Entry cache : caches) {
            if (!isOnline(cache)) {
                unhealthy("cache " + cache.name() + " " + cache.state() + "; " + remedy(cache));
            }
        }
        boolean unlimited = caches.stream().anyMatch(cache -> cache.maxBytes() == 0);
        return with("cache", each(caches, CacheList.Entry::name))
                .with("cacheDirectory", each(caches, CacheList.Entry::directory))
                .with(
                        "cacheState",
                        caches.stream().allMatch(NodeStatus::isOnline) ? CacheList.Entry.ONLINE : states(caches))
                .with("cacheBytes", sum(caches, CacheList.Entry::presentBytes))
                .with("cacheMaxBytes", unlimited ? 0 : sum(caches, CacheList.Entry::maxBytes))
                .with("cacheChunks", sum(caches, CacheList.Entry::chunks))
                .with("cacheBstopPercent", each(caches, cache -> Integer.toString(cache.bstopPercent())))
                .with("diskBytes", sum(caches, CacheList.Entry::diskBytes))
                .with("diskFreeBytes", sum(caches, CacheList.Entry::freeBytes));
    }

    private static boolean isOnline(CacheList.Entry cache) {
        return cache.state().equals(CacheList.Entry.ONLINE);
    }

    private static String remedy(CacheList.Entry cache) {
        if (cache.state().startsWith(CacheState.WITHDRAWN)) {
            return "'netfs-cache cache resume " + cache.name() + "' puts it back";
        }
        return cache.state().startsWith(CacheState.FAILED)
                ? "it comes back when the disk of " + cache.directory() + " works again"
                : "make room on the disk of " + cache.directory();
    }

    /** One cache's state needs no name before it. */
    private static String states(List<CacheList.Entry> caches) {
        return caches.size() == 1 ? caches.get(0).state() : each(caches, cache -> cache.name() + " " + cache.state());
    }

    private static String each(List<CacheList.Entry> caches, Function<CacheList.Entry, String> value) {
        return caches.stream().map(value).distinct().collect(Collectors.joining(", "));
    }

    private static long sum(List<CacheList.Entry> caches, ToLongFunction<CacheList.Entry> value) {
        return caches.stream().mapToLong(value).sum();
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
