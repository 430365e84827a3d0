package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.netfscache.chaos.ClusterExtension;
import io.netfscache.chaos.ProcessCluster;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The origin fails half-way through a write-back: nothing is lost silently, and the cache has nothing that the origin has not. */
@Timeout(120)
@ExtendWith(ClusterExtension.class)
class FailingOriginIT {
    private static final String PATH = "/file";
    private static final int SIZE = 200_000;
    private static final int EACH = 30_000;
    /** Written while the origin takes nothing: only what a test asks for is written back. */
    private static final NetfsOptions OPTIONS =
            NetfsOptions.DEFAULTS.withReadAheadBytes(0).withWriteBackDelay(Duration.ofSeconds(60));

    private final byte[] contents = Fingerprint.of(1, 0, SIZE);

    /** A client that has written three ranges of the file, and one that has read it. */
    private final class Scene implements AutoCloseable {
        final VersionedOrigin origin;
        final MountedClient writer;
        final MountedClient reader;
        final NetfsFile file;
        final NetfsFile same;
        final NetfsFile read;
        final byte[] wanted = contents.clone();

        Scene(ProcessCluster cluster, boolean inPlace) throws Exception {
            origin = new VersionedOrigin("failing-" + System.nanoTime(), inPlace);
            origin.put(PATH, contents);
            writer = MountedClient.connect(cluster.servers(), origin, OPTIONS);
            reader = MountedClient.connect(cluster.servers(), origin, OPTIONS);
            file = writer.writable(PATH);
            same = writer.writable(PATH);
            read = reader.netfs().open(PATH);
            assertThat(MountedClient.read(read)).isEqualTo(contents);
            for (int i = 0; i < 3; i++) {
                int at = 500 + i * 2 * EACH;
                byte[] bytes = Fingerprint.of(2 + i, at, EACH);
                MountedClient.write(file, at, bytes);
                System.arraycopy(bytes, 0, wanted, at, EACH);
            }
        }

        /** From now on the origin takes the first piece that it is given, and no other. */
        void fail() {
            AtomicInteger taken = new AtomicInteger();
            origin.disturb((path, position, bytes) -> {
                if (taken.getAndIncrement() > 0) {
                    throw new IOException("the origin's disk is full");
                }
                return Math.min(bytes, EACH / 2);
            });
        }

        /** What any other client reads is what the origin has. */
        void assertNobodyReadsWhatTheOriginHasNot() throws IOException {
            assertThat(reader.read(PATH)).isEqualTo(origin.bytes(PATH));
            reader.netfs().dropFolios();
            assertThat(reader.read(PATH)).isEqualTo(origin.bytes(PATH));
        }

        @Override
        public void close() throws IOException {
            read.close();
            writer.close();
            reader.close();
        }
    }

    @ParameterizedTest(name = "in place: {0}")
    @ValueSource(booleans = {true, false})
    void a_sync_says_so_once_to_each_open_file_and_the_next_one_brings_all_bytes_to_the_origin(
            boolean inPlace, ProcessCluster cluster) throws Exception {
        try (Scene scene = new Scene(cluster, inPlace)) {
            scene.fail();

            // When the file is synced, then this open file is told, and so is the other one when it asks
            assertThatThrownBy(scene.file::sync)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(PATH)
                    .hasMessageContaining("the origin's disk is full");

            // And its bytes are still read by this client, and by no other
            assertThat(MountedClient.read(scene.file)).isEqualTo(scene.wanted);
            scene.assertNobodyReadsWhatTheOriginHasNot();
            assertThat(scene.origin.bytes(PATH)).isNotEqualTo(scene.wanted);

            // When the origin takes bytes again
            scene.origin.recover();
            scene.file.sync();

            // Then all are there, for all; the other open file is told what was, once
            assertThat(scene.origin.bytes(PATH)).isEqualTo(scene.wanted);
            assertThat(MountedClient.read(scene.read)).isEqualTo(scene.wanted);
            assertThatThrownBy(scene.same::sync).isInstanceOf(IOException.class).hasMessageContaining(PATH);
            scene.same.sync();
            scene.same.close();
            scene.file.close();
            assertThat(scene.writer.netfs().stats().lostBytes()).isZero();
        }
    }

    @ParameterizedTest(name = "in place: {0}")
    @ValueSource(booleans = {true, false})
    void the_last_close_names_what_is_lost_and_nobody_reads_it(boolean inPlace, ProcessCluster cluster)
            throws Exception {
        try (Scene scene = new Scene(cluster, inPlace)) {
            scene.fail();

            // When the file is closed by all who have it open, and the origin takes nothing more
            Throwable first = catchThrowable(scene.same::close);
            assertThat(first).isInstanceOf(IOException.class).hasMessageContaining("the origin's disk is full");
            Throwable last = catchThrowable(scene.file::close);

            // Then the last close names the file and all that is lost
            assertThat(last)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining(PATH)
                    .hasMessageContaining("lost");
            for (int i = 0; i < 3; i++) {
                int at = 500 + i * 2 * EACH;
                assertThat(last).hasMessageContaining(at + " to " + (at + EACH));
            }
            assertThat(scene.writer.netfs().stats().lostBytes()).isEqualTo(3L * EACH);
            assertThat(scene.writer.netfs().stats().dirtyBytes()).isZero();

            // And both clients read what the origin has, from now on and when it takes bytes again
            assertThat(scene.writer.read(PATH)).isEqualTo(scene.origin.bytes(PATH));
            scene.assertNobodyReadsWhatTheOriginHasNot();
            assertThat(MountedClient.read(scene.read)).isEqualTo(scene.origin.bytes(PATH));
            scene.origin.recover();
            scene.assertNobodyReadsWhatTheOriginHasNot();
            if (!inPlace) {
                assertThat(scene.origin.bytes(PATH)).isEqualTo(contents);
            }
        }
    }
}
