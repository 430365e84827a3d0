package io.netfscache.containers;

import java.util.List;

/** The server of the files that the clients read and change: {@code chaos-origin} of the image. */
final class OriginPod extends Pod {
    private static final int PORT = 8080;

    OriginPod(PodNetwork network, int clients, long memoryBytes) {
        super("origin", network, List.of(), memoryBytes);
        untilEndOfInput();
        withCommand("chaos-origin", "--listen", "0.0.0.0:" + PORT, "--clients", Integer.toString(clients));
    }

    /** For clients in the network. */
    String url() {
        return "http://" + address() + ":" + PORT;
    }
}
