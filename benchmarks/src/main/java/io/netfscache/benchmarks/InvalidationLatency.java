package io.netfscache.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
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
import java.util.function.LongSupplier;

/**
 * Measures how long an invalidation takes that somebody waits for, against what cannot be saved: one change of a
 * replicated record and one broadcast that every node acknowledges. All are measured in turns, one outstanding, so that
 * whatever else the machine does meets all of them.
 */
public final class InvalidationLatency {
    private static final int NODES = 3;
    /** Objects and records that take turns, so that their owners are spread over the nodes. */
    private static final int OBJECTS = 32;

    private static final long OBJECT_BYTES = 4096;
    private static final long CONNECT_MILLIS = 10_000;
    private static final long DEADLINE_SECONDS = 60;

    private final LongSupplier nanoClock;
    private final List<Long> invalidations = new ArrayList<>();
    private final List<Long> changes = new ArrayList<>();
    private final List<Long> broadcasts = new ArrayList<>();
    private final List<Long> both = new ArrayList<>();

    private InvalidationLatency(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /**
     * What {@code --json} prints.
     *
     * @param both of each round the change and the broadcast, one after the other
     */
    record Report(
            int rounds,
            Latencies invalidate,
            Latencies executeOnKey,
            Latencies broadcast,
            Latencies both,
            double medianRatio,
            double p99Ratio) {
        String text() {
            return String.join(
                    System.lineSeparator(),
                    String.format(Locale.ROOT, "%-34s %10s %10s", rounds + " rounds", "median", "p99"),
                    row("Cookie.invalidate", invalidate),
                    row("executeOnKey, 2 backups", executeOnKey),
                    row("broadcast, both acknowledged", broadcast),
                    row("the last two together", both),
                    String.format(Locale.ROOT, "%-34s %10.2f %10.2f", "ratio", medianRatio, p99Ratio));
        }

        private static String row(String name, Latencies latencies) {
            return String.format(
                    Locale.ROOT, "%-34s %7.0f us %7.0f us", name, latencies.medianMicros(), latencies.p99Micros());
        }
    }

    /** Arguments: a folder for the nodes' data, rounds to measure, rounds to warm up, and "json" or nothing. */
    public static void main(String[] args) throws Exception {
        Report report = new InvalidationLatency(System::nanoTime)
                .run(Path.of(args[0]), Integer.parseInt(args[1]), Integer.parseInt(args[2]));
        boolean json = args.length > 3 && args[3].equals("json");
        System.out.println(json ? JsonMapper.builder().build().writeValueAsString(report) : report.text());
        // Hazelcast leaves threads that are no daemons.
        System.exit(0);
    }

    private Report run(Path data, int rounds, int warmUp) throws Exception {
        try (LocalNodes nodes = LocalNodes.start(NODES, data);
                RawMembers members = RawMembers.start(NODES, OBJECTS, data);
                Broadcast broadcast = Broadcast.open(NODES - 1);
                FsCache cache = FsCache.connect(
                        ClientConfig.of(List.of(nodes.dataAddresses().get(0))))) {
            if (!cache.awaitConnected(CONNECT_MILLIS)) {
                throw new IOException("no session with the first node within " + CONNECT_MILLIS + " ms");
            }
            List<Cookie> cookies = cookies(cache.acquireVolume("benchmark", "", new byte[0]));
            for (int i = 0; i < warmUp; i++) {
                round(cookies.get(i % OBJECTS), members, i % OBJECTS, broadcast);
            }
            List.of(invalidations, changes, broadcasts, both).forEach(List::clear);
            for (int i = 0; i < rounds; i++) {
                round(cookies.get(i % OBJECTS), members, i % OBJECTS, broadcast);
            }
        }
        Latencies invalidate = Latencies.ofNanos(invalidations);
        Latencies raw = Latencies.ofNanos(both);
        return new Report(
                rounds,
                invalidate,
                Latencies.ofNanos(changes),
                Latencies.ofNanos(broadcasts),
                raw,
                ratio(invalidate.medianMicros(), raw.medianMicros()),
                ratio(invalidate.p99Micros(), raw.p99Micros()));
    }

    private static List<Cookie> cookies(Volume volume) {
        List<Cookie> cookies = new ArrayList<>();
        for (int i = 0; i < OBJECTS; i++) {
            byte[] key = ("object-" + i).getBytes(StandardCharsets.UTF_8);
            Cookie cookie = volume.acquireCookie(Set.of(), key, new byte[8], OBJECT_BYTES);
            cookie.use(false);
            cookies.add(cookie);
        }
        return cookies;
    }

    private void round(Cookie cookie, RawMembers members, int key, Broadcast broadcast) throws Exception {
        long start = nanoClock.getAsLong();
        Void unused = cookie.invalidate(null, OBJECT_BYTES, Set.of())
                .toCompletableFuture()
                .get(DEADLINE_SECONDS, TimeUnit.SECONDS);
        long invalidated = nanoClock.getAsLong();
        members.change(key);
        long changed = nanoClock.getAsLong();
        broadcast.send();
        long acknowledged = nanoClock.getAsLong();
        invalidations.add(invalidated - start);
        changes.add(changed - invalidated);
        broadcasts.add(acknowledged - changed);
        both.add(acknowledged - invalidated);
    }

    private static double ratio(double ours, double raw) {
        return Math.round(ours / raw * 100) / 100.0;
    }
}
