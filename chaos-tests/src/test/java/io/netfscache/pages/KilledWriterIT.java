package io.netfscache.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.chaos.ChildJvm;
import io.netfscache.chaos.ClusterExtension;
import io.netfscache.chaos.ProcessCluster;
import io.netfscache.netfs.NetfsFile;
import io.netfscache.netfs.NetfsOptions;
import io.netfscache.origin.FileOrigin;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client is killed with dirty pages, or in the middle of a write-back: others read what the origin has. */
@Timeout(120)
@ExtendWith(ClusterExtension.class)
class KilledWriterIT {
    private static final int SIZE = 300_000;

    @ParameterizedTest
    @ValueSource(strings = {WritingClient.NEVER_SYNCED, WritingClient.ALWAYS_SYNCED})
    void others_read_what_the_origin_has(String sync, ProcessCluster cluster, @TempDir Path folder) throws Exception {
        // Given a file that a client has read, and another client that changes it
        Path path = folder.resolve("file");
        Files.write(path, Fingerprint.of(1000, 0, SIZE));
        List<String> arguments = new ArrayList<>(List.of(sync, path.toString()));
        cluster.servers().forEach(server -> arguments.add(Integer.toString(server.getPort())));
        try (FileOrigin origin = FileOrigin.of(path);
                MountedClient reader = MountedClient.connect(cluster.servers(), origin, NetfsOptions.DEFAULTS)) {
            assertThat(reader.read(path.toString())).isEqualTo(Files.readAllBytes(path));
            Process writer = new ProcessBuilder(ChildJvm.command(WritingClient.class, arguments))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            try (BufferedReader said =
                    new BufferedReader(new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
                assertThat(said.readLine()).isEqualTo(WritingClient.BEGUN);
            } finally {
                // When that is killed
                writer.destroyForcibly();
                assertThat(writer.waitFor(60, TimeUnit.SECONDS)).isTrue();
            }

            // Then whoever opens the file reads what is on the disk, from folios, cache and origin
            byte[] onDisk = Files.readAllBytes(path);
            try (NetfsFile file = reader.netfs().open(path.toString())) {
                assertThat(MountedClient.read(file)).isEqualTo(onDisk);
                assertThat(MountedClient.read(file)).isEqualTo(onDisk);
                reader.netfs().dropFolios();
                assertThat(MountedClient.read(file)).isEqualTo(onDisk);
            }
            if (sync.equals(WritingClient.NEVER_SYNCED)) {
                assertThat(onDisk).isEqualTo(Fingerprint.of(1000, 0, SIZE));
            }
        }
    }
}
