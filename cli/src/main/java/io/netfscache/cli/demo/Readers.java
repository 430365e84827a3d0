package io.netfscache.cli.demo;

import io.netfscache.cli.CommandFailure;
import io.netfscache.cli.Stopwatch;
import io.netfscache.cli.Wiring;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;

/** All clients of a phase: tells them what to do at the same time and adds up what they report. */
final class Readers implements AutoCloseable {
    private final List<ClientHost> hosts;
    private final DemoOrigin origin;
    private final Consumer<String> progress;
    private final ExecutorService threads;
    private long wrongBytes;

    Readers(List<ClientHost> hosts, DemoOrigin origin, Consumer<String> progress) {
        this.hosts = List.copyOf(hosts);
        this.origin = origin;
        this.progress = progress;
        this.threads = Executors.newFixedThreadPool(hosts.size(), task -> Wiring.daemonThread("demo-tell", task));
    }

    /** One phase and the reports that its figures are the sums of. */
    record Phase(PhaseResult result, List<WorkerReport> reports) {}

    /** Every client reads every file; where in the list each begins is spread evenly. */
    Phase readAll() throws IOException, InterruptedException {
        int clients = hosts.stream().mapToInt(ClientHost::clients).sum();
        int files = origin.manifest().files().size();
        List<ClientCommand> commands = new ArrayList<>();
        int client = 0;
        for (ClientHost host : hosts) {
            List<Integer> starts = new ArrayList<>();
            for (int i = 0; i < host.clients(); i++) {
                starts.add((int) ((long) files * client++ / clients));
            }
            commands.add(ClientCommand.readAll(starts));
        }
        return measure(commands);
    }

    /** Every client reads the same file. */
    Phase readOne(int index) throws IOException, InterruptedException {
        return measure(everyHost(ClientCommand.of(ClientCommand.Action.READ_ONE, index)));
    }

    /** One client drops the file from the cache; acknowledged when this returns. */
    void invalidate(int index) throws IOException, InterruptedException {
        reports(hosts.get(0).tell(ClientCommand.of(ClientCommand.Action.INVALIDATE, index)));
    }

    void dropFolios() throws IOException, InterruptedException {
        tell(everyHost(ClientCommand.of(ClientCommand.Action.DROP_FOLIOS)));
    }

    /** Bytes of wrong files in all phases so far. */
    long wrongBytes() {
        return wrongBytes;
    }

    private List<ClientCommand> everyHost(ClientCommand command) {
        return hosts.stream().map(host -> command).toList();
    }

    private Phase measure(List<ClientCommand> commands) throws IOException, InterruptedException {
        List<WorkerReport> before = tell(everyHost(ClientCommand.of(ClientCommand.Action.STATS)));
        long sentBefore = origin.bodyBytes();
        Stopwatch stopwatch = Wiring.stopwatch();
        List<WorkerReport> after = tell(commands);
        double seconds = stopwatch.seconds();
        long sent = origin.bodyBytes() < 0
                ? sum(after, WorkerReport::originBytes) - sum(before, WorkerReport::originBytes)
                : origin.bodyBytes() - sentBefore;
        wrongBytes += sum(after, WorkerReport::wrongBytes);
        after.forEach(report -> report.problems().forEach(progress));
        PhaseResult result = new PhaseResult(
                sum(after, WorkerReport::bytes),
                sent,
                sum(after, WorkerReport::cacheBytes) - sum(before, WorkerReport::cacheBytes),
                sum(after, WorkerReport::socketBytes) - sum(before, WorkerReport::socketBytes),
                seconds,
                sum(after, WorkerReport::errors),
                null,
                null);
        return new Phase(result, after);
    }

    private static long sum(List<WorkerReport> reports, ToLongFunction<WorkerReport> figure) {
        return reports.stream().mapToLong(figure).sum();
    }

    private List<WorkerReport> tell(List<ClientCommand> commands) throws IOException, InterruptedException {
        List<Callable<ClientAnswer>> tasks = new ArrayList<>();
        for (int i = 0; i < hosts.size(); i++) {
            ClientHost host = hosts.get(i);
            ClientCommand command = commands.get(i);
            tasks.add(() -> host.tell(command));
        }
        List<WorkerReport> reports = new ArrayList<>();
        for (Future<ClientAnswer> answer : threads.invokeAll(tasks)) {
            try {
                reports.addAll(reports(answer.get()));
            } catch (ExecutionException e) {
                throw new IOException("a client failed: " + e.getCause(), e);
            }
        }
        return reports;
    }

    private static List<WorkerReport> reports(ClientAnswer answer) {
        if (!answer.error().isEmpty()) {
            throw new CommandFailure("a client failed: " + answer.error());
        }
        return answer.reports();
    }

    /** Ends the clients, all at the same time. */
    @Override
    public void close() {
        hosts.forEach(host -> threads.execute(host::close));
        threads.shutdown();
        try {
            if (!threads.awaitTermination(2 * DemoLimits.STOP.toSeconds(), TimeUnit.SECONDS)) {
                progress.accept("some clients do not end");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
