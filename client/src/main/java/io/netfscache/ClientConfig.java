package io.netfscache;

import io.netfscache.protocol.Limits;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.time.Duration;
import java.util.List;

/**
 * How a client finds and uses its cluster.
 *
 * @param servers data ports of some nodes, at least one; the others are learnt from them. Each an {@link InetSocketAddress},
 *     whose name is looked up at each new connection if it is unresolved, or a {@link UnixDomainSocketAddress}
 * @param principal who is asking; may be empty
 * @param credentials what proves it; may be empty
 * @param lruDelay how long a cookie that nobody uses keeps its look-up
 * @param ioThreads threads for the connections, 1 to 64
 */
public record ClientConfig(
        List<SocketAddress> servers, String principal, String credentials, Duration lruDelay, int ioThreads) {
    public static final Duration DEFAULT_LRU_DELAY = Duration.ofSeconds(10);

    public ClientConfig {
        servers = List.copyOf(servers);
        if (servers.isEmpty()) {
            throw new IllegalArgumentException("servers: at least one host:port is needed");
        }
        for (SocketAddress server : servers) {
            if (!(server instanceof InetSocketAddress) && !(server instanceof UnixDomainSocketAddress)) {
                throw new IllegalArgumentException("servers: " + server + " is neither host:port nor a Unix socket");
            }
        }
        if (ioThreads < 1 || ioThreads > 64) {
            throw new IllegalArgumentException("ioThreads: " + ioThreads + " is not between 1 and 64");
        }
        if (lruDelay.isNegative() || lruDelay.compareTo(Limits.SESSION_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "lruDelay: " + lruDelay + " is not between 0 and " + Limits.SESSION_TIMEOUT);
        }
    }

    /** The defaults, with these servers. */
    public static ClientConfig of(List<? extends SocketAddress> servers) {
        return new ClientConfig(List.copyOf(servers), "", "", DEFAULT_LRU_DELAY, 1);
    }
}
