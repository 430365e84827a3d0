package io.netfscache.cli.demo;

import io.netfscache.cli.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients in this process, each with a thread of its own. */
final class LocalClients implements ClientHost {
    private final Path manifestFile;
    private final List<ClientWorker> workers = new ArrayList<>();
    private final ExecutorService threads;

    private LocalClients(int clients, Path manifestFile) {
        this.manifestFile = manifestFile;
        this.threads = Executors.newFixedThreadPool(clients, task -> Wiring.daemonThread("demo-client", task));
    }

    static LocalClients start(int clients, List<InetSocketAddress> servers, Path manifestFile)
            throws IOException, InterruptedException {
        LocalClients started = new LocalClients(clients, manifestFile);
        try {
            Manifest manifest = Manifest.load(manifestFile);
            for (int i = 0; i < clients; i++) {
                started.workers.add(ClientWorker.start(servers, manifest));
            }
            return started;
        } catch (IOException | InterruptedException | RuntimeException e) {
            started.close();
            throw e;
        }
    }

    @Override
    public int clients() {
        return workers.size();
    }

    @Override
    public ClientAnswer tell(ClientCommand command) throws IOException, InterruptedException {
        Manifest manifest = Manifest.load(manifestFile);
        List<Callable<WorkerReport>> tasks = new ArrayList<>();
        for (int i = 0; i < workers.size(); i++) {
            int number = i;
            tasks.add(() -> obey(command, manifest, number));
        }
        List<WorkerReport> reports = new ArrayList<>();
        String error = "";
        for (Future<WorkerReport> done : threads.invokeAll(tasks)) {
            try {
                reports.add(done.get());
            } catch (ExecutionException e) {
                error = String.valueOf(e.getCause());
            }
        }
        return new ClientAnswer(error, reports);
    }

    private WorkerReport obey(ClientCommand command, Manifest manifest, int number)
            throws IOException, InterruptedException {
        ClientWorker worker = workers.get(number);
        return switch (command.action()) {
            case READ_ALL -> worker.readAll(manifest, command.starts().get(number));
            case READ_ONE -> worker.readOne(manifest, command.index());
            case INVALIDATE -> number == 0 ? worker.invalidate(manifest, command.index()) : worker.report();
            case DROP_FOLIOS -> worker.dropFolios();
            case STATS -> worker.report();
        };
    }

    @Override
    public void close() {
        threads.shutdownNow();
        workers.forEach(ClientWorker::close);
    }
}
