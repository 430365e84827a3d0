package io.netfscache.cli.chaos;

import io.netfscache.cli.Json;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * The {@link ChaosOrigin} in a process of its own: prints {@link Ready}, then what it has counted for each line of standard
 * input, and ends with that.
 */
@Command(name = "chaos-origin", hidden = true, description = "Part of 'chaos'.")
public final class ChaosOriginCommand implements Callable<Integer> {
    /** The first line of its output. */
    record Ready(String url) {}

    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(names = "--listen", required = true, description = "Address and port.")
    private InetSocketAddress listen = new InetSocketAddress(0);

    @Option(names = "--clients", required = true, description = "Clients of the whole run.")
    private int clients;

    @Option(names = "--seed", defaultValue = "1", description = "Of the run.")
    private long seed;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (ChaosOrigin origin = ChaosOrigin.start(Workload.perClient(clients).allFiles(), listen, seed)) {
            UntilEndOfInput.tell(out, Json.write(new Ready(origin.url())));
            UntilEndOfInput.eachLine(line -> UntilEndOfInput.tell(out, Json.write(origin.traffic())));
        }
        return ExitCode.OK;
    }
}
