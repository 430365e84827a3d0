package io.netfscache.cli.chaos;

import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.cluster.FaultPlan;
import io.netfscache.cli.chaos.cluster.LocalCluster;
import io.netfscache.cli.chaos.cluster.NodeClock;
import io.netfscache.cli.chaos.history.Checker;
import io.netfscache.cli.chaos.history.History;
import io.netfscache.cli.chaos.history.HistoryFile;
import io.netfscache.cli.chaos.history.Recorder;
import io.netfscache.cli.chaos.history.Timeline;
import io.netfscache.cli.chaos.history.Verdict;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run from start to end: cluster, origin, clients, faults, the way back to health, and the check of what all have seen. */
final class ChaosRun implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ChaosRun.class);
    private static final String HISTORY = "history.jsonl";

    private final ChaosOptions options;
    private final Path folder;
    private final Consumer<String> progress;
    private final LongSupplier clock = Wiring.nanoClock();
    private final List<String> problems = new ArrayList<>();
    private final List<ChaosClient> clients = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private volatile boolean aborted;
    private volatile @Nullable LocalCluster cluster;
    private @Nullable ChaosOrigin origin;

    ChaosRun(ChaosOptions options, Path folder, Consumer<String> progress) {
        this.options = options;
        this.folder = folder;
        this.progress = progress;
    }

    ChaosReport execute() throws IOException, InterruptedException {
        progress.accept("starting " + options.nodes() + " nodes");
        LocalCluster nodes = new LocalCluster(new LocalCluster.Options(
                options.nodes(), folder.resolve("nodes"), options.broken(), ChaosLimits.CHUNK_BYTES, clock()));
        cluster = nodes;
        if (aborted) {
            nodes.abort();
        }
        nodes.begin();
        ChaosOrigin files = ChaosOrigin.start(
                options.workload().allFiles(),
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                lateAnswers());
        origin = files;
        FaultPlan plan = options.plan(nodes.voters());
        Path file = folder.resolve(HISTORY);
        FaultRunner faults;
        try (HistoryFile history = HistoryFile.create(file)) {
            startClients(nodes, files, history);
            progress.accept(options.clients() + " clients read and write for " + options.seconds() + " s");
            faults = new FaultRunner(nodes, history, clock, progress);
            faults.run(plan, options.length());
            heal(nodes);
            stopClients();
        }
        long end = clock.getAsLong();
        List<String> refused = nodes.firewall().refused();
        progress.accept("checking the history");
        History history = History.read(file);
        Verdict verdict = Checker.check(history, end);
        ReaderQuestions asked = ReaderQuestions.of(
                files.traffic(),
                clients.stream().map(ChaosClient::name).toList(),
                clients.stream().mapToLong(ChaosClient::filesOpened).sum(),
                verdict.reads());
        ChaosReport report = ChaosReport.of(options, faults.counts(), verdict, files.totalTraffic(), asked.requests());
        if (options.sabotage() == null) {
            problems.addAll(LateCalls.of(history, end).stream()
                    .limit(ChaosLimits.TOLD_PROBLEMS)
                    .toList());
            refused.forEach(caller -> problems.add("the firewall refused a connection: " + caller));
            faults.idle().forEach(fault -> problems.add("a fault had no effect: " + fault));
            problems.addAll(Expectations.of(options).problems(faults.counts(), verdict));
            problems.addAll(asked.problems());
        } else if (!options.control() && report.foundWrongReads()) {
            // That is what the run is for, however it fared.
            problems.clear();
        } else {
            problems.addAll(
                    Expectations.ofSabotaged(options, plan.steps().size()).problems(faults.counts(), verdict));
            if (!options.control()) {
                SabotageCase.of(options.sabotage()).whatNothingProves().ifPresent(problems::add);
            }
        }
        problems.addAll(0, verdict.sentences());
        if (!problems.isEmpty()) {
            saveWhatExplains(nodes, history, verdict);
        }
        return report.with(problems);
    }

    private LateAnswers lateAnswers() {
        Sabotage sabotage = options.sabotage();
        return sabotage != null && SabotageCase.of(sabotage).slowOrigin()
                ? LateAnswers.allBodies(options.seed())
                : LateAnswers.some(options.seed());
    }

    private NodeClock clock() {
        Sabotage sabotage = options.sabotage();
        return sabotage == null ? NodeClock.TRUE : SabotageCase.of(sabotage).clock();
    }

    private void startClients(LocalCluster nodes, ChaosOrigin files, Recorder recorder)
            throws IOException, InterruptedException {
        RecentChanges recent = new RecentChanges(clock);
        Rules rules = Rules.without(options.broken().toArray(new Sabotage[0]));
        for (int number = 1; number <= options.clients(); number++) {
            ClientSettings settings =
                    new ClientSettings(number, options.workload(), nodes.servers(), files.url(), options.seed(), rules);
            clients.add(ChaosClient.connect(settings, recorder, recent, clock));
        }
        for (ChaosClient client : clients) {
            if (!client.awaitConnected(ChaosLimits.CLIENT_READY)) {
                throw new IOException(client.name() + " found no node within " + ChaosLimits.CLIENT_READY.toSeconds()
                        + " s:\n" + nodes.describe());
            }
        }
        clients.forEach(ChaosClient::start);
    }

    /** Everything that was broken is mended; then all nodes have to serve, and every client has to read from them. */
    private void heal(LocalCluster nodes) throws IOException, InterruptedException {
        progress.accept("mending everything");
        // All faults are mended by now: whoever is down has gone by himself.
        nodes.nodes().stream()
                .filter(node -> !node.isRunning())
                .forEach(node -> problems.add(node.name() + " has ended by itself"));
        nodes.heal();
        if (!nodes.awaitWhole(ChaosLimits.HEAL_WAIT)) {
            problems.add(
                    "not all nodes served " + ChaosLimits.HEAL_WAIT.toSeconds() + " s after everything was mended");
        }
        List<Long> before = clients.stream().map(ChaosClient::readsFromCluster).toList();
        long end = clock.getAsLong() + ChaosLimits.SETTLE_WAIT.toNanos();
        while (clock.getAsLong() < end && !allReadSince(before)) {
            Wiring.pause(ChaosLimits.FAULT_TICK);
        }
        for (int i = 0; i < clients.size(); i++) {
            if (clients.get(i).readsFromCluster() <= before.get(i)) {
                problems.add(clients.get(i).name() + " read nothing from the cluster in the "
                        + ChaosLimits.SETTLE_WAIT.toSeconds() + " s after it was whole again");
            }
        }
    }

    private boolean allReadSince(List<Long> before) {
        return IntStream.range(0, clients.size()).allMatch(i -> clients.get(i).readsFromCluster() > before.get(i));
    }

    private void stopClients() throws InterruptedException {
        clients.forEach(ChaosClient::requestStop);
        for (ChaosClient client : clients) {
            problems.addAll(client.stop(ChaosLimits.STOP_WAIT, clock));
        }
    }

    private void saveWhatExplains(LocalCluster nodes, History history, Verdict verdict) throws IOException {
        Files.writeString(folder.resolve("cluster.txt"), nodes.describe());
        Files.writeString(folder.resolve("timeline.svg"), Timeline.svg(history, verdict.problems()));
    }

    /** Ends the nodes' processes at once: for when this one is told to stop, by another thread than the run's. */
    void abort() {
        aborted = true;
        LocalCluster nodes = cluster;
        if (nodes != null) {
            nodes.abort();
        }
    }

    /** Whether what the run came to means nothing, because its nodes were ended under it. */
    boolean isAborted() {
        return aborted;
    }

    /** Ends everything that is still there. Idempotent. */
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        for (ChaosClient client : clients) {
            try {
                client.close();
            } catch (RuntimeException e) {
                LOG.atWarn().addKeyValue("client", client.name()).setCause(e).log("a client was not closed cleanly");
            }
        }
        if (origin != null) {
            origin.close();
        }
        LocalCluster nodes = cluster;
        if (nodes != null) {
            nodes.close();
        }
    }
}
