package io.netfscache.node;

import io.netfscache.node.coherence.ServingLease;
import io.netfscache.node.inspect.CacheFigures;
import io.netfscache.node.store.BackingStore;
import java.lang.management.ManagementFactory;
import java.util.function.LongSupplier;

/** The gauges of a node as a whole. */
final class NodeFigures {
    private NodeFigures() {}

    static void addTo(
            NodeStats stats,
            BackingStore store,
            CacheFigures caches,
            ServingLease lease,
            LongSupplier uptimeSeconds) {
        stats.gauge("uptimeSeconds", "since the node was started", uptimeSeconds);
        stats.gauge("leaseHeld", "1 while the serving lease is held, else 0", () -> lease.held() ? 1 : 0);
        stats.gauge("presentBytes", "bytes of objects in the cache", () -> store.stats().presentBytes());
        stats.gauge("chunks", "chunk files in the cache", () -> store.stats().chunks());
        stats.gauge("diskBytes", "size of the cache's filesystem", () -> caches.entry().diskBytes());
        stats.gauge("diskFreeBytes", "what of the cache's filesystem is free", () -> caches.entry().freeBytes());
        stats.gauge("heapAllocatedBytes", "ever allocated by the threads that live", NodeFigures::heapAllocatedBytes);
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
