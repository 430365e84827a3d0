package io.netfscache.cli.chaos;

import io.netfscache.cli.Wiring;
import io.netfscache.cli.chaos.history.HistoryFile;
import io.netfscache.protocol.Rules;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.LongSupplier;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** A client of a run whose nodes are somewhere else, in containers for instance: reads, changes and takes down until it is killed. */
@Command(name = "chaos-client", hidden = true, description = "A client of the tests with containers.")
public final class ChaosClientCommand implements Callable<Integer> {
    @Option(names = "--number", required = true, description = "Which of the clients, from 1 on.")
    private int number;

    @Option(names = "--clients", required = true, description = "Clients of the whole run.")
    private int clients;

    @Option(names = "--servers", split = ",", required = true, description = "Data ports of the nodes.")
    private List<InetSocketAddress> servers = List.of();

    @Option(names = "--origin", required = true, description = "URL of 'chaos-origin'.")
    private String origin = "";

    @Option(names = "--seed", defaultValue = "1", description = "What is read and changed when.")
    private long seed;

    @Option(names = "--history", required = true, description = "The file for what this client does and sees.")
    private Path history = Path.of("");

    @Override
    public Integer call() throws IOException, InterruptedException {
        LongSupplier clock = Wiring.nanoClock();
        ClientSettings settings = new ClientSettings(number, clients, servers, origin, seed, Rules.ALL);
        try (HistoryFile file = HistoryFile.open(history);
                ChaosClient client = ChaosClient.connect(settings, file, new RecentChanges(clock), clock)) {
            while (!client.awaitConnected(ChaosLimits.CLIENT_READY)) {
                // Nodes may come later.
            }
            client.start();
            throw client.awaitFailure();
        }
    }
}
