package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.ClientConfig;
import io.netfscache.ClientStats;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import io.netfscache.origin.Origins.OriginPath;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** A client in this JVM with an origin mounted. */
public final class TestClient implements AutoCloseable {
    private final FsCache cache;
    private final OriginPath mounted;
    private final Netfs netfs;

    private TestClient(FsCache cache, OriginPath mounted) throws IOException {
        this.cache = cache;
        this.mounted = mounted;
        this.netfs = Netfs.mount(cache, mounted.origin(), NetfsOptions.DEFAULTS);
    }

    /** Connects by way of {@code servers}, of which one becomes the session node. */
    public static TestClient connect(CountingOrigin origin, List<InetSocketAddress> servers)
            throws IOException, InterruptedException {
        return connect(origin.url("/"), servers);
    }

    /** As {@link #connect(CountingOrigin, List)}, under a name of its own. */
    static TestClient connect(String principal, CountingOrigin origin, List<InetSocketAddress> servers)
            throws IOException, InterruptedException {
        ClientConfig config = new ClientConfig(List.copyOf(servers), principal, "", ClientConfig.DEFAULT_LRU_DELAY, 1);
        TestClient client = new TestClient(FsCache.connect(config), Origins.resolve(origin.url("/")));
        client.awaitConnected();
        return client;
    }

    /** @param originUrl of the origin's root */
    static TestClient connect(String originUrl, List<InetSocketAddress> servers)
            throws IOException, InterruptedException {
        TestClient client = new TestClient(FsCache.connect(ClientConfig.of(servers)), Origins.resolve(originUrl));
        client.awaitConnected();
        return client;
    }

    void awaitConnected() throws InterruptedException {
        assertThat(cache.awaitConnected(Waits.CONNECTED.toMillis()))
                .as("the client has a session")
                .isTrue();
    }

    NetfsFile open(String path) throws IOException {
        return netfs.open(path);
    }

    /** The whole file. */
    public byte[] read(String path) throws IOException {
        try (NetfsFile file = netfs.open(path)) {
            return read(file);
        }
    }

    static byte[] read(NetfsFile file) throws IOException {
        ByteBuffer into = ByteBuffer.allocate((int) file.size());
        int n = file.read(0, into);
        return n == into.capacity() ? into.array() : Arrays.copyOf(into.array(), n);
    }

    void invalidate(String path) throws IOException {
        netfs.invalidate(path);
    }

    public void dropFolios() {
        netfs.dropFolios();
    }

    /** Bytes that reads found among this client's own folios. */
    long folioBytes() {
        return netfs.stats().folioBytes();
    }

    /** The cache below the files. */
    FsCache cache() {
        return cache;
    }

    ClientStats stats() {
        return cache.stats();
    }

    @Override
    public void close() throws IOException {
        try (Origin origin = mounted.origin();
                cache) {
            netfs.close();
        }
    }
}
