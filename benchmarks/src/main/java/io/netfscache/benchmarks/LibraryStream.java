package io.netfscache.benchmarks;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.function.LongSupplier;

/** Reads a file once from beginning to end as a program would, with the client library. */
final class LibraryStream {
    private static final int BUFFER_BYTES = 1 << 20;
    private static final long CONNECT_MILLIS = 5000;

    private LibraryStream() {}

    /** Bytes per second. */
    static double run(InetSocketAddress node, String url, LongSupplier nanoClock)
            throws IOException, InterruptedException {
        Origins.OriginPath at = Origins.resolve(url);
        try (var origin = at.origin();
                FsCache cache = FsCache.connect(ClientConfig.of(List.of(node)))) {
            if (!cache.awaitConnected(CONNECT_MILLIS)) {
                throw new IOException("no node answers at " + node);
            }
            try (Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
                    NetfsFile file = netfs.open(at.path())) {
                ByteBuffer buffer = ByteBuffer.allocateDirect(BUFFER_BYTES);
                long start = nanoClock.getAsLong();
                long position = 0;
                while (file.read(position, buffer.clear()) > 0) {
                    position += buffer.position();
                }
                return position * 1e9 / (nanoClock.getAsLong() - start);
            }
        }
    }
}
