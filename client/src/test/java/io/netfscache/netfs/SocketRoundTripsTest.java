package io.netfscache.netfs;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.FakeNode;
import io.netfscache.FsCache;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.SettledFiles;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What a read costs on the wire: the frames that come out of the node's end of the client's sockets. */
@Timeout(60)
final class SocketRoundTripsTest {
    @TempDir
    Path directory;

    private Path file(String name, int size) throws Exception {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        Path path = Files.write(directory.resolve(name), bytes);
        return Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(100)));
    }

    private static void read(Netfs netfs, Path path) throws Exception {
        try (NetfsFile file = netfs.open(path.toString())) {
            ByteBuffer into = ByteBuffer.allocate((int) file.size());
            assertThat(file.read(0, into)).isEqualTo(into.capacity());
            assertThat(into.array()).isEqualTo(Files.readAllBytes(path));
        }
    }

    @Test
    void aWarmFirstReadIsTwoRoundTripsAndAReReadWithoutFoliosOne() throws Exception {
        Path path = file("warm", 20_000);
        FileOrigin origin = SettledFiles.origin();
        try (FakeNode node = new FakeNode(1)) {
            // Given: another client has filled the cache; this one is connected and has its volume.
            try (FsCache filler = node.client();
                    Netfs netfs = Netfs.mount(filler, origin, NetfsOptions.DEFAULTS)) {
                read(netfs, path);
            }
            try (FsCache cache = node.client();
                    Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS)) {
                read(netfs, file("other", 100));
                long fromOrigin = origin.bytesRead();
                // When
                long before = node.requestFrames();
                read(netfs, path);
                long first = node.requestFrames() - before;
                // When: folios are dropped, long before the LRU delay ends.
                netfs.dropFolios();
                before = node.requestFrames();
                read(netfs, path);
                long second = node.requestFrames() - before;
                // When: folios are there.
                before = node.requestFrames();
                read(netfs, path);
                long third = node.requestFrames() - before;
                // Then
                assertThat(first).isLessThanOrEqualTo(2);
                assertThat(second).isEqualTo(1);
                assertThat(third).isZero();
                assertThat(origin.bytesRead()).isEqualTo(fromOrigin);
                assertThat(netfs.stats().folioBytes()).isEqualTo(20_000);
                assertThat(cache.stats().cacheBytes()).isEqualTo(40_000);
            }
        }
    }
}
