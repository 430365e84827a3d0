package io.netfscache.origin;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** A file of an HTTP origin read as a program reads it: through the netfs layer and a node. */
final class HttpMount implements AutoCloseable {
    private static final int BUFFER_BYTES = 64 << 10;
    /** Without readahead the reads of the origin come in the order of the file. */
    private static final NetfsOptions IN_ORDER = new NetfsOptions("", 64L << 20, 0, 32L << 20);

    /** Waits before another try, which are not waited for. */
    final List<Duration> pauses = new CopyOnWriteArrayList<>();

    final HttpOrigin origin;
    final FakeNode node;
    private final String path;
    private final FsCache cache;
    private final Netfs netfs;

    HttpMount(String url, HttpOptions options) throws IOException, InterruptedException {
        HttpUrl at = HttpUrl.parse(url);
        path = at.target();
        origin = new HttpOrigin(at.server(), HttpUrl.authorization(url), options, pauses::add);
        node = new FakeNode(1);
        cache = node.client();
        netfs = Netfs.mount(cache, origin, IN_ORDER);
    }

    /** All bytes, to the end that the reads tell; what is to be stored has been when it returns. */
    byte[] read() throws IOException {
        return read(netfs, path);
    }

    byte[] read(String other) throws IOException {
        return read(netfs, other);
    }

    /** Reads as a program does by default: several threads read ahead. */
    byte[] readAhead() throws IOException, InterruptedException {
        try (FsCache other = node.client();
                Netfs ahead = Netfs.mount(other, origin, NetfsOptions.DEFAULTS)) {
            return read(ahead, path);
        }
    }

    private static byte[] read(Netfs from, String path) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (NetfsFile file = from.open(path)) {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER_BYTES);
            while (file.read(all.size(), buffer.clear()) > 0) {
                all.write(buffer.array(), 0, buffer.position());
            }
        }
        return all.toByteArray();
    }

    /** As a client does that has not opened the file before. */
    void invalidate() throws IOException, InterruptedException {
        try (FsCache other = node.client();
                Netfs second = Netfs.mount(other, origin, IN_ORDER)) {
            second.invalidate(path);
        }
    }

    /** An open file, for what happens between two reads. */
    NetfsFile open() throws IOException {
        return netfs.open(path);
    }

    /** Reads as another client does, which has nothing but what the node has; how many bytes the origin sent for that. */
    long bytesFromOriginFor(byte[] expected) throws IOException, InterruptedException {
        long before = origin.bytesRead();
        try (FsCache other = node.client();
                Netfs second = Netfs.mount(other, origin, IN_ORDER)) {
            assertThat(read(second, path)).isEqualTo(expected);
        }
        return origin.bytesRead() - before;
    }

    Map<String, Long> notCached() {
        return netfs.stats().notCached();
    }

    @Override
    public void close() throws IOException {
        netfs.close();
        cache.close();
        node.close();
        origin.close();
    }
}
