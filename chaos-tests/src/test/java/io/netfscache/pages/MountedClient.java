package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.netfs.OpenMode;
import io.netfscache.origin.WritableOrigin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** A client with an origin mounted. */
record MountedClient(FsCache cache, Netfs netfs) implements AutoCloseable {
    private static final Duration CONNECTED = Duration.ofSeconds(60);

    static MountedClient connect(List<InetSocketAddress> servers, WritableOrigin origin, NetfsOptions options)
            throws IOException, InterruptedException {
        FsCache cache = FsCache.connect(new ClientConfig(List.copyOf(servers), "", "", Duration.ZERO, 1));
        assertThat(cache.awaitConnected(CONNECTED.toMillis())).as("a session").isTrue();
        return new MountedClient(cache, Netfs.mount(cache, origin, options));
    }

    NetfsFile writable(String path) throws IOException {
        return netfs.open(path, Set.of(OpenMode.WRITE));
    }

    static void write(NetfsFile file, long position, byte[] bytes) throws IOException {
        file.write(position, ByteBuffer.wrap(bytes));
    }

    /** All of it. */
    static byte[] read(NetfsFile file) throws IOException {
        ByteBuffer into = ByteBuffer.allocate(16 << 20);
        return Arrays.copyOf(into.array(), file.read(0, into));
    }

    /** All of a file that is opened for it. */
    byte[] read(String path) throws IOException {
        try (NetfsFile file = netfs.open(path)) {
            return read(file);
        }
    }

    long cacheBytes() {
        return cache.stats().cacheBytes();
    }

    @Override
    public void close() throws IOException {
        try (cache) {
            netfs.close();
        }
    }
}
