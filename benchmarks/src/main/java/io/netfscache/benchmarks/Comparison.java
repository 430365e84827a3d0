package io.netfscache.benchmarks;

import java.util.Locale;

/**
 * The medians of one load; rates in reads per second.
 *
 * @param ratio of netfs-cache to nginx
 * @param heapBytesPerGib heap that the node allocated for each GiB that it served
 */
record Comparison(
        String load,
        int readBytes,
        int outstanding,
        double netfsCachePerSecond,
        double nginxPerSecond,
        double ratio,
        long heapBytesPerGib) {
    static Comparison of(Load load, double netfsCache, double nginx, long heapBytesPerGib) {
        double ratio = Math.round(netfsCache / nginx * 100) / 100.0;
        return new Comparison(
                load.name(),
                load.readBytes(),
                load.outstanding(),
                Math.round(netfsCache),
                Math.round(nginx),
                ratio,
                heapBytesPerGib);
    }

    static String heading() {
        return String.format(
                "%-10s %12s %16s %16s %8s %12s",
                "load", "outstanding", "netfs-cache", "nginx + wrk", "ratio", "heap/GiB");
    }

    String row() {
        return String.format(
                Locale.ROOT,
                "%-10s %12d %16s %16s %8.2f %8.1f MiB",
                load,
                outstanding,
                rate(netfsCachePerSecond),
                rate(nginxPerSecond),
                ratio,
                heapBytesPerGib / 1048576.0);
    }

    private String rate(double perSecond) {
        return readBytes < 1 << 20
                ? String.format(Locale.ROOT, "%,.0f/s", perSecond)
                : String.format(Locale.ROOT, "%.2f GB/s", perSecond * readBytes / 1e9);
    }
}
