package io.netfscache.benchmarks;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.netfscache.netfs.OpenMode;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Measures the netfs layer against plain {@link java.nio.channels.FileChannel} on the same files, whose pages the system has
 * in memory: from folios that have all of them, and from a node beside it with folios for a sixteenth. The ways take turns
 * within each round, so that whatever else the machine does meets all of them.
 */
public final class NetfsThroughput {
    private static final int FILES = 8;
    private static final int FILE_BYTES = 64 << 20;
    /** A round writes so many of them whole: what is written is written to the disk. */
    private static final int WRITTEN_FILES = 2;

    private static final long ALL_FOLIOS = 1L << 30;
    private static final long FEW_FOLIOS = (long) FILES * FILE_BYTES / 16;
    /** At least, of what is called "from the cluster". */
    private static final double CLUSTER_SHARE = 0.9;

    private static final int WRITE_BYTES = 1 << 20;
    private static final Duration AGE = Duration.ofHours(1);
    private static final long SEED = 1;

    private final LongSupplier nanoClock;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(WRITE_BYTES);

    private NetfsThroughput(LongSupplier nanoClock) {
        this.nanoClock = nanoClock;
    }

    /** What is done over and over for a while. */
    record Load(String name, int bytes, boolean sequential) {
        static final List<Load> READS = List.of(
                new Load("read 1 MiB, sequential", 1 << 20, true),
                new Load("read 64 KiB, random", 64 << 10, false),
                new Load("read 4 KiB, random", Limits.BLOCK_BYTES, false));
        static final Load WRITE = new Load("write 1 MiB, sequential, and sync", WRITE_BYTES, true);

        String rate(double bytesPerSecond) {
            return bytes < WRITE_BYTES
                    ? String.format(Locale.ROOT, "%,.0f/s", bytesPerSecond / bytes)
                    : String.format(Locale.ROOT, "%.2f GB/s", bytesPerSecond / 1e9);
        }
    }

    /** Medians in bytes per second, by the way they went; the first one is what the others are compared with. */
    record Result(Load load, Map<String, Double> bytesPerSecond) {
        static Result of(Load load, Map<String, List<Double>> rounds) {
            Map<String, Double> medians = new LinkedHashMap<>();
            rounds.forEach((way, rates) ->
                    medians.put(way, rates.stream().sorted().toList().get(rates.size() / 2)));
            return new Result(load, medians);
        }

        String row() {
            double plain = bytesPerSecond.values().iterator().next();
            return String.format(Locale.ROOT, "%-36s", load.name)
                    + bytesPerSecond.values().stream()
                            .map(rate -> String.format(Locale.ROOT, "%14s %6.3f", load.rate(rate), rate / plain))
                            .collect(Collectors.joining());
        }
    }

    /** Arguments: an empty folder, rounds, milliseconds of each, and "json" or nothing. */
    public static void main(String[] args) throws Exception {
        List<Result> results = new NetfsThroughput(System::nanoTime)
                .run(Path.of(args[0]), Integer.parseInt(args[1]), Duration.ofMillis(Long.parseLong(args[2])));
        if (args.length > 3 && args[3].equals("json")) {
            System.out.println(JsonMapper.builder().build().writeValueAsString(results));
        } else {
            System.out.printf(
                    "%-36s%21s%21s%21s%n", "median, and its ratio", "FileChannel", "from folios", "from the cluster");
            results.forEach(result -> System.out.println(result.row()));
        }
        System.exit(0);
    }

    private List<Result> run(Path folder, int rounds, Duration each) throws Exception {
        Path read = Files.createDirectories(folder.resolve("read"));
        Path written = Files.createDirectories(folder.resolve("written"));
        FileSet files = FileSet.create(read, FILES, FILE_BYTES, Instant.now(), AGE);
        try (NodesProcess node = NodesProcess.start(1, folder.resolve("data"));
                Mounted all = Mounted.connect(node.dataAddresses(), read, ALL_FOLIOS);
                Mounted few = Mounted.connect(node.dataAddresses(), read, FEW_FOLIOS);
                Mounted writing = Mounted.connect(node.dataAddresses(), written, ALL_FOLIOS)) {
            List<Result> results = new ArrayList<>(reads(files, all, few, rounds, each));
            FileSet toWrite = FileSet.create(written, WRITTEN_FILES, FILE_BYTES, Instant.now(), AGE);
            results.add(writes(toWrite, writing, rounds));
            return results;
        }
    }

    private List<Result> reads(FileSet files, Mounted all, Mounted few, int rounds, Duration each) throws IOException {
        Map<String, List<FileSet.Open>> ways = new LinkedHashMap<>();
        ways.put("FileChannel", files.open(FileSet::channel));
        ways.put("folios", files.open(path -> all.open(path, Set.of())));
        ways.put("cluster", files.open(path -> few.open(path, Set.of())));
        for (List<FileSet.Open> way : ways.values()) {
            requireSame(way, ways.get("FileChannel"));
        }
        // Once more, now that the node has everything: what folios have is of a generation that has been proven.
        requireSame(ways.get("cluster"), ways.get("FileChannel"));
        List<Result> results = new ArrayList<>();
        for (Load load : Load.READS) {
            Map<String, List<Double>> rates = new LinkedHashMap<>();
            Mounted.Sources allBefore = all.sources();
            Mounted.Sources fewBefore = few.sources();
            // The first round warms up.
            for (int round = 0; round <= rounds; round++) {
                few.dropFolios();
                for (Map.Entry<String, List<FileSet.Open>> way : ways.entrySet()) {
                    double rate = read(load, way.getValue(), each);
                    if (round > 0) {
                        rates.computeIfAbsent(way.getKey(), any -> new ArrayList<>())
                                .add(rate);
                    }
                }
            }
            requireFrom(load, all.sources().since(allBefore), few.sources().since(fewBefore));
            results.add(Result.of(load, rates));
        }
        for (List<FileSet.Open> way : ways.values()) {
            close(way);
        }
        return results;
    }

    private double read(Load load, List<FileSet.Open> files, Duration each) throws IOException {
        SplittableRandom random = new SplittableRandom(SEED);
        long places = (long) FILES * FILE_BYTES / load.bytes;
        long bytes = 0;
        long start = nanoClock.getAsLong();
        long now = start;
        for (long i = 0; now - start < each.toNanos(); i++) {
            long offset = (load.sequential ? i % places : random.nextLong(places)) * load.bytes;
            readFully(files.get((int) (offset / FILE_BYTES)), offset % FILE_BYTES, load.bytes);
            bytes += load.bytes;
            now = nanoClock.getAsLong();
        }
        return bytes * 1e9 / (now - start);
    }

    private void readFully(FileSet.Open file, long position, int bytes) throws IOException {
        buffer.clear().limit(bytes);
        while (buffer.hasRemaining()) {
            if (file.read(position + buffer.position(), buffer) <= 0) {
                throw new IOException("the file ends at " + (position + buffer.position()));
            }
        }
        buffer.flip();
    }

    private Result writes(FileSet files, Mounted writing, int rounds) throws IOException {
        Map<String, List<FileSet.Open>> ways = new LinkedHashMap<>();
        ways.put("FileChannel", files.open(FileSet::channel));
        ways.put("netfs", files.open(path -> writing.open(path, Set.of(OpenMode.WRITE))));
        Map<String, List<Double>> rates = new LinkedHashMap<>();
        for (int round = 0; round <= rounds; round++) {
            for (Map.Entry<String, List<FileSet.Open>> way : ways.entrySet()) {
                double rate = write(way.getValue());
                if (round > 0) {
                    rates.computeIfAbsent(way.getKey(), any -> new ArrayList<>())
                            .add(rate);
                }
            }
        }
        requireSame(ways.get("netfs"), ways.get("FileChannel"));
        for (List<FileSet.Open> way : ways.values()) {
            close(way);
        }
        return Result.of(Load.WRITE, rates);
    }

    private double write(List<FileSet.Open> files) throws IOException {
        long bytes = 0;
        long start = nanoClock.getAsLong();
        for (FileSet.Open file : files) {
            for (long position = 0; position < FILE_BYTES; position += WRITE_BYTES) {
                buffer.clear();
                buffer.putLong(0, start);
                bytes += file.write(position, buffer);
            }
            file.sync();
        }
        return bytes * 1e9 / (nanoClock.getAsLong() - start);
    }

    /** What is not the file's contents is not worth a figure. Reads everything, so that it is where it can be. */
    private void requireSame(List<FileSet.Open> these, List<FileSet.Open> those) throws IOException {
        ByteBuffer copy = ByteBuffer.allocate(buffer.capacity());
        for (int i = 0; i < these.size(); i++) {
            for (long position = 0; position < FILE_BYTES; position += buffer.capacity()) {
                readFully(those.get(i), position, buffer.capacity());
                copy.clear().put(buffer).flip();
                readFully(these.get(i), position, buffer.capacity());
                if (!buffer.equals(copy)) {
                    throw new IOException("file " + i + " has other bytes at " + position);
                }
            }
        }
    }

    private static void requireFrom(Load load, Mounted.Sources all, Mounted.Sources few) throws IOException {
        if (all.cluster() > 0 || all.origin() > 0 || few.origin() > 0 || few.clusterShare() < CLUSTER_SHARE) {
            throw new IOException(load.name + " did not come from where it should: " + all + ", " + few);
        }
    }

    private static void close(List<FileSet.Open> files) throws IOException {
        for (FileSet.Open file : files) {
            file.close();
        }
    }
}
