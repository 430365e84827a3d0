package io.netfscache.cli.demo;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.NodeReport;
import io.netfscache.cli.ByteSize;
import io.netfscache.cli.Stopwatch;
import io.netfscache.cli.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The demo from start to end: dataset, nodes, and the phases cold, warm, change and kill. */
final class Demo implements AutoCloseable {
    /** The gauge of a node that says how many bytes of objects it has. */
    private static final String PRESENT_BYTES = "presentBytes";
    /** The counter of a node that says how often it lost its serving lease. */
    private static final String LEASE_LAPSES = "leaseLapses";

    private final DemoOptions options;
    private final Path folder;
    private final Path manifestFile;
    private final Fleet fleet;
    private final Consumer<String> progress;

    Demo(DemoOptions options, Path folder, Consumer<String> progress) {
        this.options = options;
        this.folder = folder;
        this.manifestFile = folder.resolve("manifest.json");
        this.fleet = new Fleet(options, folder, manifestFile);
        this.progress = progress;
    }

    DemoResult run() throws IOException, InterruptedException {
        progress.accept("preparing the dataset");
        try (DemoOrigin origin = DemoOrigin.prepare(options, folder, Clock.systemUTC())) {
            Manifest manifest = origin.manifest();
            manifest.save(manifestFile);
            progress.accept("dataset: " + manifest.files().size() + " files, " + ByteSize.format(manifest.bytes()));
            Stopwatch starting = Wiring.stopwatch();
            List<DemoNode> nodes = fleet.startNodes();
            double startSeconds = starting.seconds();
            progress.accept(nodes.size() + " nodes are ready");
            List<InetSocketAddress> servers =
                    nodes.stream().map(DemoNode::dataAddress).toList();

            PhaseResult cold;
            long wrongBytes;
            try (Readers readers = readers(servers, origin)) {
                cold = readAll("cold", readers);
                wrongBytes = readers.wrongBytes();
            }
            try (Readers readers = readers(servers, origin)) {
                PhaseResult warm = readAll("warm", readers);
                PhaseResult change = change(readers, origin);
                List<NodeReport> reports = reports(servers);
                PhaseResult kill = kill(readers, nodes, reports);
                return DemoResult.of(
                        options.nodes(),
                        options.clients(),
                        manifest.files().size(),
                        manifest.bytes(),
                        startSeconds,
                        new DemoResult.Phases(cold, warm, change, kill),
                        lapses(reports),
                        wrongBytes + readers.wrongBytes());
            }
        }
    }

    private Readers readers(List<InetSocketAddress> servers, DemoOrigin origin)
            throws IOException, InterruptedException {
        return new Readers(fleet.startClients(servers), origin, progress);
    }

    private PhaseResult readAll(String name, Readers readers) throws IOException, InterruptedException {
        progress.accept(name + ": " + options.clients() + " clients read everything");
        return readers.readAll().result();
    }

    private PhaseResult change(Readers readers, DemoOrigin origin) throws IOException, InterruptedException {
        if (!origin.changeable()) {
            return new PhaseResult(0, 0, 0, 0, 0, 0, 0L, null);
        }
        Manifest before = origin.manifest();
        int index = origin.change();
        DatasetFile old = before.files().get(index);
        progress.accept("change: " + old.path() + " is rewritten and invalidated");
        origin.manifest().save(manifestFile);
        readers.invalidate(index);
        Readers.Phase read = readers.readOne(index);
        long stale = read.reports().stream()
                .filter(report -> report.sha256().equals(old.sha256()))
                .count();
        return read.result().withStaleReads(stale);
    }

    private PhaseResult kill(Readers readers, List<DemoNode> nodes, List<NodeReport> reports)
            throws IOException, InterruptedException {
        readers.dropFolios();
        Map<String, Long> present = new HashMap<>();
        for (NodeReport report : reports) {
            present.put(report.nodeId(), figure(report, PRESENT_BYTES));
        }
        // The one with the most to lose.
        DemoNode victim = nodes.stream()
                .max(Comparator.comparingLong(node -> present.getOrDefault(node.id(), 0L)))
                .orElseThrow();
        long lost = present.getOrDefault(victim.id(), 0L);
        progress.accept("kill: node " + victim.id() + " with " + ByteSize.format(lost) + " is killed");
        victim.kill();
        return readAll("kill", readers).withLostNodeBytes(lost);
    }

    /** Counted by the nodes since they were started. */
    private static long lapses(List<NodeReport> reports) throws IOException {
        long lapses = 0;
        for (NodeReport report : reports) {
            lapses += figure(report, LEASE_LAPSES);
        }
        return lapses;
    }

    private static long figure(NodeReport node, String name) throws IOException {
        Long figure = node.stats().get(name);
        if (figure == null) {
            throw new IOException("node " + node.address() + " does not tell its " + name);
        }
        return figure;
    }

    /** What each node counts. */
    private static List<NodeReport> reports(List<InetSocketAddress> servers) throws IOException, InterruptedException {
        try (FsCache cache = FsCache.connect(ClientConfig.of(servers))) {
            if (!cache.awaitConnected(DemoLimits.CLIENT_READY.toMillis())) {
                throw new IOException("no node answers at " + servers);
            }
            return cache.nodes();
        }
    }

    /** Ends all nodes and clients. */
    @Override
    public void close() {
        fleet.close();
    }

    /** Ends all processes at once: for when this one is told to stop. */
    void abort() {
        fleet.destroy();
    }
}
