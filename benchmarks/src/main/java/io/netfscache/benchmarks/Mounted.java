package io.netfscache.benchmarks;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.netfs.OpenMode;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;

/** The files of this machine through a mount of a client of its own. */
final class Mounted implements AutoCloseable {
    private static final long CONNECT_MILLIS = 10_000;

    private final FsCache cache;
    private final Origin origin;
    private final Netfs netfs;

    private Mounted(FsCache cache, Origin origin, Netfs netfs) {
        this.cache = cache;
        this.origin = origin;
        this.netfs = netfs;
    }

    /** @param folioBytes ceiling for what it keeps in memory */
    static Mounted connect(List<InetSocketAddress> nodes, Path folder, long folioBytes)
            throws IOException, InterruptedException {
        FsCache cache = FsCache.connect(ClientConfig.of(nodes));
        if (!cache.awaitConnected(CONNECT_MILLIS)) {
            cache.close();
            throw new IOException("no node answers at " + nodes);
        }
        NetfsOptions usual = NetfsOptions.DEFAULTS;
        Origin origin = Origins.resolve(folder.toUri().toString()).origin();
        return new Mounted(
                cache,
                origin,
                Netfs.mount(
                        cache,
                        origin,
                        new NetfsOptions(
                                usual.cacheName(), folioBytes, usual.readAheadBytes(), usual.writeBehindBytes())));
    }

    FileSet.Open open(Path path, Set<OpenMode> modes) throws IOException {
        NetfsFile file = netfs.open(path.toString(), modes);
        return new FileSet.Open() {
            @Override
            public int read(long position, ByteBuffer into) throws IOException {
                return file.read(position, into);
            }

            @Override
            public int write(long position, ByteBuffer from) throws IOException {
                return file.write(position, from);
            }

            @Override
            public void sync() throws IOException {
                file.sync();
            }

            @Override
            public void close() throws IOException {
                file.close();
            }
        };
    }

    /** Bytes that reads took from where, since the mount. */
    record Sources(long folios, long cluster, long origin) {
        Sources since(Sources before) {
            return new Sources(folios - before.folios, cluster - before.cluster, origin - before.origin);
        }

        double clusterShare() {
            return (double) cluster / Math.max(1, folios + cluster + origin);
        }
    }

    Sources sources() {
        return new Sources(
                netfs.stats().folioBytes(),
                cache.stats().cacheBytes(),
                netfs.stats().originBytes());
    }

    void dropFolios() {
        netfs.dropFolios();
    }

    @Override
    public void close() throws IOException {
        netfs.close();
        cache.close();
        origin.close();
    }
}
