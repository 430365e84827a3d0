package io.netfscache.cli.chaos;

import io.netfscache.cli.Json;
import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.HistoryFile;
import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * One {@link ChaosClient} in a process of its own, which reads, writes and takes down what it sees until its standard input
 * ends. Prints {@link State} when it begins, for each line of standard input, and when it has stopped.
 */
@Command(name = "chaos-client", hidden = true, description = "Part of 'chaos'.")
public final class ChaosClientCommand implements Callable<Integer> {
    /** A line of its output. */
    record State(String client, long readsFromCluster, List<String> problems) {}

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(names = "--number", required = true, description = "From 1 on.")
    private int number;

    @Option(names = "--clients", required = true, description = "Clients of the whole run.")
    private int clients;

    @Option(names = "--servers", split = ",", required = true, description = "Data ports of nodes.")
    private List<InetSocketAddress> servers = List.of();

    @Option(names = "--origin", required = true, description = "URL of the origin.")
    private String origin = "";

    @Option(names = "--history", required = true, description = "File to append to.")
    private Path history = Path.of("");

    @Option(names = "--seed", defaultValue = "1", description = "Of the run.")
    private long seed;

    @Option(names = "--sabotage", description = "Rule to break.")
    private @Nullable Sabotage sabotage;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        Rules rules = sabotage == null ? Rules.ALL : Rules.without(sabotage);
        ClientSettings settings = new ClientSettings(number, Workload.perClient(clients), servers, origin, seed, rules);
        List<String> problems;
        try (HistoryFile file = HistoryFile.create(history);
                ChaosClient client = ChaosClient.connect(
                        settings, file, new RecentChanges(Wiring.nanoClock()), Wiring.nanoClock())) {
            if (!client.awaitConnected(ChaosLimits.CLIENT_READY)) {
                throw new IOException("no node answers at " + servers);
            }
            client.start();
            UntilEndOfInput.tell(out, state(client, List.of()));
            CompletableFuture<Void> input = UntilEndOfInput.eachLineMeanwhile(
                    "chaos-client-input", line -> UntilEndOfInput.tell(out, state(client, List.of())));
            // Nobody sees from outside that a thread has ended, but that the process has.
            while (client.isWorking() && !input.isDone()) {
                Wiring.pause(ChaosLimits.FAULT_TICK);
            }
            if (input.isDone()) {
                Void unused = input.join();
            }
            problems = client.stop(ChaosLimits.STOP_WAIT, Wiring.nanoClock());
            UntilEndOfInput.tell(out, state(client, problems));
        }
        return problems.isEmpty() ? ExitCode.OK : ExitCode.SOFTWARE;
    }

    private static String state(ChaosClient client, List<String> problems) {
        return Json.write(new State(client.name(), client.readsFromCluster(), problems));
    }
}
