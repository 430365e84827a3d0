package io.netfscache.examples;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.Origins;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.util.List;

/** Copies a file of an origin to standard output through the cluster, with the read helper: HOST PORT URL. */
public final class HelperClient {
    private HelperClient() {}

    public static void main(String[] args) throws IOException, InterruptedException {
        InetSocketAddress node = InetSocketAddress.createUnresolved(args[0], Integer.parseInt(args[1]));
        Origins.OriginPath from = Origins.resolve(args[2]);
        WritableByteChannel out = Channels.newChannel(System.out);
        try (Origin origin = from.origin();
                FsCache cache = FsCache.connect(ClientConfig.of(List.of(node)));
                Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS)) {
            // Not needed: until there is a session everything is read from the origin.
            cache.awaitConnected(2_000);
            try (NetfsFile file = netfs.open(from.path())) {
                ByteBuffer buffer = ByteBuffer.allocate(1 << 20);
                long position = 0;
                for (int read = file.read(position, buffer); read > 0; read = file.read(position, buffer)) {
                    position += read;
                    write(out, buffer.flip());
                    buffer.clear();
                }
            }
            System.err.println(netfs.stats().originBytes() + " bytes from the origin");
        }
    }

    private static void write(WritableByteChannel out, ByteBuffer bytes) throws IOException {
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
    }
}
