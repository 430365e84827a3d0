package io.netfscache.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.ClientConfig;
import io.netfscache.FsCache;
import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.Origin;
import io.netfscache.origin.OriginAttributes;
import io.netfscache.origin.OriginEntry;
import io.netfscache.origin.OriginFile;
import io.netfscache.protocol.Bytes;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;

/** A client that does nothing wrong: the proof that a node goes on serving is that its file comes from the cache. */
final class HonestReader implements AutoCloseable {
    private static final String PATH = "file";

    private final FixedOrigin origin = new FixedOrigin();
    private final FsCache cache;
    private final Netfs netfs;

    /** Reads the file once, so that the node has it. */
    HonestReader(InetSocketAddress node) throws IOException, InterruptedException {
        cache = FsCache.connect(ClientConfig.of(List.of(node)));
        assertThat(cache.awaitConnected(20_000)).isTrue();
        netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
        read();
        requireServed();
    }

    /** Reads the file again and checks that none of it came from the origin. */
    void requireServed() throws IOException {
        long before = origin.bytesRead();
        netfs.dropFolios();
        assertThat(read()).isEqualTo(origin.contents);
        assertThat(origin.bytesRead()).as("bytes that the node should have had").isEqualTo(before);
    }

    private byte[] read() throws IOException {
        try (NetfsFile file = netfs.open(PATH)) {
            ByteBuffer into = ByteBuffer.allocate(origin.contents.length);
            file.read(0, into);
            return into.array();
        }
    }

    @Override
    public void close() throws IOException {
        netfs.close();
        cache.close();
    }

    /** One file that never changes. */
    private static final class FixedOrigin implements Origin {
        final byte[] contents = new byte[300_000];
        private final AtomicLong bytesRead = new AtomicLong();

        FixedOrigin() {
            new Random(5).nextBytes(contents);
        }

        @Override
        public String volumeKey() {
            return "honest";
        }

        @Override
        public byte[] objectKey(String path) {
            return Bytes.utf8(path).toArray();
        }

        @Override
        public OriginAttributes stat(String path) {
            return new OriginAttributes(contents.length, Bytes.utf8("v1"));
        }

        @Override
        public OriginFile open(String path, OriginAttributes expected) {
            return new OriginFile() {
                @Override
                public int read(long position, ByteBuffer into) {
                    int n = (int) Math.min(into.remaining(), contents.length - position);
                    into.put(contents, (int) position, n);
                    bytesRead.addAndGet(n);
                    return n;
                }

                @Override
                public Certification certify() {
                    return Certification.CERTIFIED;
                }

                @Override
                public void close() {}
            };
        }

        @Override
        public List<OriginEntry> list(String path) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<String> walk(String path) {
            return List.of(path);
        }

        @Override
        public long bytesRead() {
            return bytesRead.get();
        }

        @Override
        public void close() {}
    }
}
