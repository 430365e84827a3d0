package io.netfscache.cli.chaos.cluster;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.Origin;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A client that reads files of a folder, each of which nobody has read before. */
final class ReadingClient implements AutoCloseable {
    private static final int FILE_BYTES = 4096;
    private static final String OLD_FILE = "old";
    /** Made at the start, because a file that has just been changed is not stored. */
    private static final int FILES = 3_000;

    private final FsCache cache;
    private final Origin origin;
    private final Netfs netfs;
    private final Path folder;
    private int files;

    private ReadingClient(FsCache cache, Origin origin, Path folder) throws IOException {
        this.cache = cache;
        this.origin = origin;
        this.netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
        this.folder = folder;
    }

    static ReadingClient connect(String principal, List<InetSocketAddress> servers, Path folder)
            throws IOException, InterruptedException {
        Files.createDirectories(folder);
        Files.write(folder.resolve(OLD_FILE), new byte[FILE_BYTES]);
        for (int i = 0; i < FILES; i++) {
            Files.write(folder.resolve("file-" + i), new byte[FILE_BYTES]);
        }
        ClientConfig config =
                new ClientConfig(List.<SocketAddress>copyOf(servers), principal, "", ClientConfig.DEFAULT_LRU_DELAY, 1);
        FsCache cache = FsCache.connect(config);
        cache.awaitConnected(10_000);
        return new ReadingClient(cache, FileOrigin.of(folder), folder);
    }

    /** Reads a file that nobody has read before: from the origin, and the cluster keeps it if it can. */
    void readNewFile() throws IOException {
        read("file-" + ++files % FILES);
    }

    /** Reads a file that is old enough to be stored, and reads it again; whether the second time the cluster had it. */
    boolean readsFromCache() throws IOException {
        netfs.dropFolios();
        read(OLD_FILE);
        netfs.dropFolios();
        long before = cache.stats().cacheBytes();
        read(OLD_FILE);
        return cache.stats().cacheBytes() > before;
    }

    private void read(String name) throws IOException {
        try (NetfsFile file = netfs.open(folder.resolve(name).toString())) {
            file.read(0, ByteBuffer.allocate(FILE_BYTES));
        }
    }

    @Override
    public void close() throws IOException {
        try (origin;
                cache) {
            netfs.close();
        }
    }
}
