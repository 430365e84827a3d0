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
import java.nio.file.attribute.FileTime;
import java.util.List;

/** A client that reads files of a folder, each of which nobody has read before. */
final class ReadingClient implements AutoCloseable {
    private static final int FILE_BYTES = 4096;
    /** A file that has just been changed is not stored. */
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000_000_000L);

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
        ClientConfig config =
                new ClientConfig(List.<SocketAddress>copyOf(servers), principal, "", ClientConfig.DEFAULT_LRU_DELAY, 1);
        FsCache cache = FsCache.connect(config);
        cache.awaitConnected(10_000);
        return new ReadingClient(cache, FileOrigin.of(folder), folder);
    }

    /** Reads a new file: from the origin, and the cluster keeps it if it can. */
    void readNewFile() throws IOException {
        String name = "file-" + ++files;
        Path file = Files.write(folder.resolve(name), new byte[FILE_BYTES]);
        Files.setLastModifiedTime(file, LONG_AGO);
        read(name);
    }

    /** Reads a new file and reads it again; whether the second time the cluster had it. */
    boolean readNewFileFromCache() throws IOException {
        readNewFile();
        netfs.dropFolios();
        long before = cache.stats().cacheBytes();
        read("file-" + files);
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
