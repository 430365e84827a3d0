package io.netfscache.cli.demo;

import io.netfscache.cli.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A client process of the demo: obeys one {@link ClientCommand} per line of standard input until that ends. */
@Command(name = "demo-client", hidden = true, description = "Part of 'demo'.")
public final class DemoClientCommand implements Callable<Integer> {
    @SuppressWarnings("NullAway.Init")
    @Spec
    private CommandSpec spec;

    @Option(names = "--servers", split = ",", required = true, description = "Data ports of the nodes.")
    private List<InetSocketAddress> servers = List.of();

    @Option(names = "--manifest", required = true, description = "What there is to read.")
    private Path manifest = Path.of("");

    @Option(names = "--clients", required = true, description = "Clients in this process.")
    private int clients;

    @Override
    public Integer call() throws IOException, InterruptedException {
        PrintWriter out = spec.commandLine().getOut();
        try (BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
                LocalClients workers = LocalClients.start(clients, servers, manifest)) {
            answer(out, workers.tell(ClientCommand.of(ClientCommand.Action.STATS)));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                answer(out, workers.tell(Json.read(line, ClientCommand.class)));
            }
        }
        return ExitCode.OK;
    }

    private static void answer(PrintWriter out, ClientAnswer answer) {
        out.println(Json.write(answer));
        out.flush();
    }
}
