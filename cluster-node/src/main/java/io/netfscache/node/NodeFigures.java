package io.netfscache.node;

import io.netfscache.node.cache.Caches;
import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.inspect.CacheFigures;
import io.netfscache.protocol.CacheList;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/** The gauges of a node as a whole. */
final class NodeFigures {
    private NodeFigures() {}

    static void addTo(
            NodeStats stats, Caches caches, CacheFigures figures, ServingLease lease, LongSupplier uptimeSeconds) {
        stats.gauge("uptimeSeconds", "since the node was started", uptimeSeconds);
        stats.gauge("leaseHeld", "1 while the serving lease is held, else 0", () -> lease.held() ? 1 : 0);
        addTo(stats, caches);
        stats.gauge("diskBytes", "size of the caches' filesystems", () -> sum(figures, CacheList.Entry::diskBytes));
        stats.gauge(
                "diskFreeBytes",
                "what of the caches' filesystems is free",
                () -> sum(figures, CacheList.Entry::freeBytes));
        stats.gauge("heapAllocatedBytes", "ever allocated by the threads that live", NodeFigures::heapAllocatedBytes);
    }

    /** Of any node. */
    static void addTo(NodeStats stats, Caches caches) {
        stats.gauge("presentBytes", "bytes of objects in the caches", caches::presentBytes);
        stats.gauge("chunks", "chunk files in the caches", caches::chunks);
        stats.gauge("cachesOnline", "caches in service", () -> caches.online().size());
    }

    private static long sum(CacheFigures figures, ToLongFunction<CacheList.Entry> value) {
        return figures.list().caches().stream().mapToLong(value).sum();
    }

    private static long heapAllocatedBytes() {
        long sum = 0;
        if (ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean threads) {
            for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                sum += Math.max(0, bytes);
            }
        }
        return sum;
    }
}
