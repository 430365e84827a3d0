package io.netfscache.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netfscache.netfs.Netfs;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.FileOrigin;
import io.netfscache.origin.SettledFiles;
import io.netfscache.protocol.Heartbeat;
import io.netfscache.protocol.Limits;
import io.netfscache.protocol.Read;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** COHERENCE 5.2: folios are served only while the session's lease runs. */
@Timeout(60)
final class TimeToLiveTest extends ClientFixture {
    /** The clock goes on as fast as the polls of Awaitility come. */
    private static final Duration POLL = Duration.ofMillis(100);

    @TempDir
    Path directory;

    private final FileOrigin origin = SettledFiles.origin();

    private byte[] read(NetfsFile file) throws java.io.IOException {
        ByteBuffer into = ByteBuffer.allocate((int) file.size());
        file.read(0, into);
        return into.array();
    }

    @Test
    void foliosAreServedNoLongerThanTheTimeToLiveAndAgainWhenTheyAreVerified() throws Exception {
        Path path = Files.write(directory.resolve("f"), contents);
        Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(100)));
        try (Netfs netfs = Netfs.mount(cache, origin, NetfsOptions.DEFAULTS);
                NetfsFile file = netfs.open(path.toString())) {
            // Given: folios that are served.
            read(file);
            read(file);
            assertThat(netfs.stats().folioBytes()).isEqualTo(SIZE);
            assertThat(origin.bytesRead()).isEqualTo(SIZE);
            // When: heart-beats are answered no more, and the last time to live passes.
            node.script = (link, id, frame) -> frame instanceof Heartbeat;
            clock.advance(Limits.LEASE);
            // Then: the origin is read.
            assertThat(read(file)).isEqualTo(contents);
            assertThat(netfs.stats().folioBytes()).isEqualTo(SIZE);
            assertThat(origin.bytesRead()).isEqualTo(2 * SIZE);
            // When: they are answered again.
            node.script = (link, id, frame) -> false;
            clock.advance(ClientLimits.LOOKUP_RETRY);
            assertThat(cache.awaitConnected(10_000)).isTrue();
            await().until(() -> {
                // A look-up that failed just now, after the clock was put forward, is tried again after its pause.
                clock.advance(POLL);
                read(file);
                return netfs.stats().folioBytes() > SIZE;
            });
            // Then: the same folios are served, after one look-up.
            assertThat(node.count(Read.class)).isLessThanOrEqualTo(1);
            assertThat(read(file)).isEqualTo(contents);
        }
    }
}
