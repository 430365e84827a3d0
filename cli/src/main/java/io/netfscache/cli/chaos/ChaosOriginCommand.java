package io.netfscache.cli.chaos;

import io.netfscache.cli.HostPort;
import io.netfscache.cli.Wiring;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The origin of clients that are somewhere else: serves until it is killed. */
@Command(name = "chaos-origin", hidden = true, description = "The origin of the tests with containers.")
public final class ChaosOriginCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(names = "--listen", required = true, description = "Where it serves.")
    private InetSocketAddress listen = new InetSocketAddress(0);

    @Option(names = "--clients", required = true, description = "Clients of the whole run.")
    private int clients;

    @Option(names = "--seed", defaultValue = "1", description = "Which answers are late.")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        try (ChaosOrigin origin =
                ChaosOrigin.start(ChaosFile.some(clients * ChaosLimits.FILES_PER_CLIENT), listen, seed)) {
            spec.commandLine().getOut().println("chaos-origin serves at " + HostPort.format(origin.address()));
            spec.commandLine().getOut().flush();
            while (true) {
                Wiring.pause(ChaosLimits.CLIENT_READY);
            }
        }
    }
}
