package io.netfscache.cli.demo;

import io.netfscache.cli.HostPort;
import io.netfscache.cli.Json;
import io.netfscache.cli.child.ChildProcess;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Clients in a process of their own. */
final class ProcessClients implements ClientHost {
    private final ChildProcess process;
    private final int clients;

    ProcessClients(ChildProcess process, int clients) {
        this.process = process;
        this.clients = clients;
    }

    /** The arguments that make a process one of clients. */
    static List<String> arguments(int clients, List<InetSocketAddress> servers, Path manifestFile) {
        String addresses = servers.stream().map(HostPort::format).collect(Collectors.joining(","));
        return List.of(
                "demo-client",
                "--servers",
                addresses,
                "--manifest",
                manifestFile.toString(),
                "--clients",
                Integer.toString(clients));
    }

    /** Waits until the clients have connected. */
    void awaitReady() throws InterruptedException {
        answer(process.readLine(DemoLimits.CLIENT_READY.plus(DemoLimits.CLIENT_READY)));
    }

    @Override
    public int clients() {
        return clients;
    }

    @Override
    public ClientAnswer tell(ClientCommand command) throws IOException, InterruptedException {
        process.writeLine(Json.write(command));
        return answer(process.readLine(DemoLimits.PHASE));
    }

    private static ClientAnswer answer(String line) {
        return Json.read(line, ClientAnswer.class);
    }

    @Override
    public void close() {
        process.close();
    }
}
