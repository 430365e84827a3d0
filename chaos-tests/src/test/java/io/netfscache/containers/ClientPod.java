package io.netfscache.containers;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A client that reads and changes files until it is stopped, and takes down what it saw: {@code chaos-client} of the image. */
final class ClientPod extends Pod {
    private static final String HISTORY = "/history";

    private final Path history;

    /**
     * @param number from 1 on
     * @param clients of the whole cluster
     */
    ClientPod(int number, int clients, PodNetwork network, long memoryBytes, ContainerCluster cluster) {
        super("client-" + number, network, List.of(), memoryBytes);
        String file = name() + ".jsonl";
        this.history = cluster.historyFolder().resolve(file);
        untilEndOfInput();
        mount(cluster.historyFolder(), HISTORY, false);
        withCommand(
                "chaos-client",
                "--number",
                Integer.toString(number),
                "--clients",
                Integer.toString(clients),
                "--servers",
                cluster.servers().stream().map(ClientPod::text).collect(Collectors.joining(",")),
                "--origin",
                cluster.origin().url(),
                "--history",
                HISTORY + "/" + file);
    }

    private static String text(InetSocketAddress address) {
        return address.getHostString() + ":" + address.getPort();
    }

    /** It would begin its history anew. */
    @Override
    void startAgain() {
        throw new IllegalStateException(name() + " has ended: " + getLogs());
    }

    /** The file that it writes, here. */
    Path history() {
        return history;
    }
}
