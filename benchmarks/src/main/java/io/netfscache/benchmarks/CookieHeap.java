package io.netfscache.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netfscache.CacheException;
import io.netfscache.ClientConfig;
import io.netfscache.Cookie;
import io.netfscache.FsCache;
import io.netfscache.Volume;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Measures what many cookies leave behind that one client acquires, uses and relinquishes: heap of the client, which is
 * to be as before, and of the nodes, in a JVM of their own, per record that nobody uses and replica of it. Nothing is stored.
 */
public final class CookieHeap {
    /** Cookies in use at a time; as many requests may be outstanding on a connection. */
    private static final int WINDOW = 200;
    /** The first cookies are for the classes, pools and tables that come with the first use. */
    private static final int WARM_UP = 10_000;

    private static final int AUX_BYTES = 16;
    private static final int MAX_REPLICAS = 3;
    private static final long OBJECT_BYTES = 4096;
    private static final long CONNECT_MILLIS = 10_000;
    /** Marks are given back in batches, and what a node keeps for a moment goes. */
    private static final long SETTLE_NANOS = TimeUnit.SECONDS.toNanos(5);

    private CookieHeap() {}

    /** Heap in use, in bytes. */
    record Heap(long client, long nodes) {
        static Heap now(NodesProcess nodes) throws IOException {
            return new Heap(HeapProbe.usedBytes(), nodes.usedBytes());
        }
    }

    /**
     * What {@code --json} prints.
     *
     * @param notLookedUp cookies whose look-up did not get an answer in time
     * @param before after a warm-up with other cookies
     * @param relinquished after all cookies were, with the client connected
     * @param closed after the client was closed
     * @param keyAndAuxBytes of one object
     * @param replicas of each record, all in {@code nodes}
     */
    record Report(
            int cookies,
            int nodes,
            int replicas,
            int keyAndAuxBytes,
            double seconds,
            int notLookedUp,
            Heap before,
            Heap relinquished,
            Heap closed,
            double clientBytesPerCookie,
            double nodeBytesPerReplica,
            List<String> largestOnNodes) {
        String text() {
            List<String> lines = new ArrayList<>(List.of(
                    String.format(
                            Locale.ROOT,
                            "%,d cookies acquired, used and relinquished in %.0f s, %d not looked up; nodes: %d, replicas: %d",
                            cookies,
                            seconds,
                            notLookedUp,
                            nodes,
                            replicas),
                    String.format(Locale.ROOT, "%-22s %14s %14s", "heap in use", "client", "nodes"),
                    row("before", before),
                    row("relinquished", relinquished),
                    row("client closed", closed),
                    String.format(
                            Locale.ROOT,
                            "%-22s %12.1f B %12.1f B",
                            "per cookie; replica",
                            clientBytesPerCookie,
                            nodeBytesPerReplica),
                    String.format(
                            Locale.ROOT,
                            "%-22s %14s %12.1f B",
                            "without key and aux",
                            "",
                            nodeBytesPerReplica - keyAndAuxBytes),
                    "",
                    "what takes most on the nodes"));
            lines.addAll(largestOnNodes);
            return String.join(System.lineSeparator(), lines);
        }

        private static String row(String name, Heap heap) {
            return String.format(
                    Locale.ROOT, "%-22s %10.1f MiB %10.1f MiB", name, mebibytes(heap.client), mebibytes(heap.nodes));
        }

        private static double mebibytes(long bytes) {
            return bytes / (double) (1 << 20);
        }
    }

    /** Arguments: a folder for the nodes' data, how many nodes, how many cookies, and "json" or nothing. */
    public static void main(String[] args) throws Exception {
        Report report = run(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        boolean json = args.length > 3 && args[3].equals("json");
        System.out.println(json ? JsonMapper.builder().build().writeValueAsString(report) : report.text());
    }

    private static Report run(Path data, int count, int cookies) throws Exception {
        try (NodesProcess nodes = NodesProcess.start(count, data)) {
            Heap before;
            Heap relinquished;
            long took;
            int notLookedUp;
            try (FsCache cache = FsCache.connect(ClientConfig.of(nodes.dataAddresses()))) {
                if (!cache.awaitConnected(CONNECT_MILLIS)) {
                    throw new IOException("no session with a node within " + CONNECT_MILLIS + " ms");
                }
                Volume volume = cache.acquireVolume("benchmark", "", new byte[0]);
                int unused = comeAndGo(volume, "warm-up-", WARM_UP);
                settle();
                before = Heap.now(nodes);
                long start = System.nanoTime();
                notLookedUp = comeAndGo(volume, "object-", cookies);
                took = System.nanoTime() - start;
                settle();
                relinquished = Heap.now(nodes);
                volume.relinquish(new byte[0], false);
            }
            settle();
            Heap closed = Heap.now(nodes);
            int replicas = Math.min(count, MAX_REPLICAS);
            return new Report(
                    cookies,
                    count,
                    replicas,
                    key("object-", 0).length + AUX_BYTES,
                    took / 1e9,
                    notLookedUp,
                    before,
                    relinquished,
                    closed,
                    (relinquished.client - before.client) / (double) cookies,
                    (relinquished.nodes - before.nodes) / (double) cookies / replicas,
                    nodes.largestClasses());
        }
    }

    private static void settle() {
        long end = System.nanoTime() + SETTLE_NANOS;
        for (long left = SETTLE_NANOS; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private static byte[] key(String prefix, int number) {
        return (prefix + "%08d".formatted(number)).getBytes(StandardCharsets.US_ASCII);
    }

    /** Some at a time, so that their look-ups go together. Gives how many did not get an answer in time. */
    private static int comeAndGo(Volume volume, String prefix, int count) throws CacheException {
        int notLookedUp = 0;
        List<Cookie> used = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Cookie cookie = volume.acquireCookie(Set.of(), key(prefix, i), new byte[AUX_BYTES], OBJECT_BYTES);
            cookie.use(false);
            used.add(cookie);
            if (used.size() == WINDOW || i == count - 1) {
                for (Cookie each : used) {
                    notLookedUp += isLookedUp(each) ? 0 : 1;
                    each.unuse(null, null);
                    each.relinquish(false);
                }
                used.clear();
            }
        }
        return notLookedUp;
    }

    private static boolean isLookedUp(Cookie cookie) {
        try {
            cookie.beginRead().close();
            return true;
        } catch (CacheException notInTime) {
            return false;
        }
    }
}
