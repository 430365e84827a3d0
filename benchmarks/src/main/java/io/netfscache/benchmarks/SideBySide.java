package io.netfscache.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netfscache.origin.Origins;
import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.CookieReply;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Measures a node and nginx in turns, so that whatever else the machine does meets both, and compares the medians with
 * the ratchet. {@code run.sh} starts what is measured and passes the arguments.
 */
public final class SideBySide {
    private static final int WARM_UP_SECONDS = 6;

    private final Arguments arguments;
    private final LongSupplier nanoClock;
    private final PrintStream notices = System.err;

    private SideBySide(Arguments arguments, LongSupplier nanoClock) {
        this.arguments = arguments;
        this.nanoClock = nanoClock;
    }

    /**
     * @param nginx URL of the file
     * @param file its path, as it was read through the cache
     * @param scripts folder for wrk's scripts
     * @param load name of the only load to run; empty: all
     */
    private record Arguments(
            InetSocketAddress node,
            String nginx,
            String file,
            Path scripts,
            Path ratchet,
            String load,
            int rounds,
            int seconds) {
        static Arguments of(Map<String, String> given) {
            String node = required(given, "node");
            int colon = node.lastIndexOf(':');
            return new Arguments(
                    new InetSocketAddress(node.substring(0, colon), Integer.parseInt(node.substring(colon + 1))),
                    required(given, "nginx"),
                    required(given, "file"),
                    Path.of(required(given, "scripts")),
                    Path.of(required(given, "ratchet")),
                    given.getOrDefault("load", ""),
                    Integer.parseInt(required(given, "rounds")),
                    Integer.parseInt(required(given, "seconds")));
        }

        private static String required(Map<String, String> given, String name) {
            String value = given.get(name);
            if (value == null) {
                throw new IllegalArgumentException("argument " + name + "=... is missing");
            }
            return value;
        }
    }

    /** What {@code --json} prints; {@code libraryBytesPerSecond} is for information and not compared. */
    record Report(boolean ok, List<Comparison> loads, double libraryBytesPerSecond, List<String> complaints) {}

    /** Arguments are {@code name=value} and {@code json}; exits with 1 when a ratio is below the ratchet. */
    public static void main(String[] args) throws IOException, InterruptedException {
        Map<String, String> given = new LinkedHashMap<>();
        for (String arg : args) {
            int equals = arg.indexOf('=');
            given.put(equals < 0 ? arg : arg.substring(0, equals), arg.substring(equals + 1));
        }
        Report report = new SideBySide(Arguments.of(given), System::nanoTime).run();
        if (given.containsKey("json")) {
            System.out.println(JsonMapper.builder().build().writeValueAsString(report));
        } else {
            print(report, System.out);
        }
        report.complaints().forEach(System.err::println);
        System.exit(report.ok() ? 0 : 1);
    }

    private Report run() throws IOException, InterruptedException {
        Origins.OriginPath at = Origins.resolve(arguments.file());
        List<Comparison> comparisons = new ArrayList<>();
        try (var origin = at.origin();
                NodeReader reader = new NodeReader(arguments.node(), nanoClock)) {
            CookieReply object = reader.lookUp(origin.volumeKey(), Bytes.of(origin.objectKey(at.path())));
            reader.check(object);
            for (Load load : Load.ALL) {
                if (arguments.load().isEmpty() || load.name().equals(arguments.load())) {
                    comparisons.add(compare(load, reader, object));
                }
            }
        }
        List<String> complaints = Ratchet.read(arguments.ratchet()).complaints(comparisons);
        return new Report(complaints.isEmpty(), comparisons, Math.rint(library()), complaints);
    }

    private Comparison compare(Load load, NodeReader reader, CookieReply object)
            throws IOException, InterruptedException {
        Wrk wrk = new Wrk(arguments.nginx(), arguments.scripts());
        reader.run(object, load, TimeUnit.SECONDS.toNanos(WARM_UP_SECONDS));
        wrk.run(load, object.objectSize(), 1);
        List<Double> netfsCache = new ArrayList<>();
        List<Double> nginx = new ArrayList<>();
        NodeReader.Cost before = reader.cost();
        for (int round = 1; round <= arguments.rounds(); round++) {
            netfsCache.add(reader.run(object, load, TimeUnit.SECONDS.toNanos(arguments.seconds())));
            nginx.add(wrk.run(load, object.objectSize(), arguments.seconds()));
            notices.printf(
                    Locale.ROOT,
                    "%s round %d: netfs-cache %,.0f/s, nginx %,.0f/s%n",
                    load.name(),
                    round,
                    netfsCache.get(round - 1),
                    nginx.get(round - 1));
        }
        return Comparison.of(
                load, median(netfsCache), median(nginx), reader.cost().perGibSince(before));
    }

    private double library() throws IOException, InterruptedException {
        List<Double> rates = new ArrayList<>();
        for (int round = 0; round <= arguments.rounds(); round++) {
            rates.add(LibraryStream.run(arguments.node(), arguments.file(), nanoClock));
        }
        // The first one warms up.
        return median(rates.subList(1, rates.size()));
    }

    private static double median(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        return sorted.get(sorted.size() / 2);
    }

    private static void print(Report report, PrintStream out) {
        out.println(Comparison.heading());
        report.loads().forEach(comparison -> out.println(comparison.row()));
        out.printf(
                Locale.ROOT,
                "For information: the client library streams the file at %.2f GB/s.%n",
                report.libraryBytesPerSecond() / 1e9);
    }
}
