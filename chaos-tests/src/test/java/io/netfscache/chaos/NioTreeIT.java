package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** A tree that is walked and copied with {@code java.nio.file} alone, by clients of 256 MiB each. */
@Timeout(3600)
@ExtendWith(ClusterExtension.class)
class NioTreeIT {
    private static final int FILES = Integer.getInteger("netfs.files", Boolean.getBoolean("netfs.long") ? 10_000 : 500);
    private static final int MAX_BYTES = 64 << 10;
    /** One file in so many is empty; of these the server is asked what it forgets to tell. */
    private static final int EMPTY_EVERY = 100;

    private static final long MAX_HEAP = 256L << 20;

    @TempDir
    private Path folder;

    /** What a client said of one pass. */
    private record Pass(long files, long wrong, long heap, double requests, double seconds) {}

    @Test
    void a_tree_costs_two_requests_for_each_file_when_it_is_cold_and_one_when_it_is_warm(ProcessCluster cluster)
            throws Exception {
        // Given half of the files in one folder, and the others in many
        Path tree = Files.createDirectory(folder.resolve("tree"));
        plant(tree);

        try (TreeOrigin origin = new TreeOrigin(tree);
                Client first = new Client(cluster, origin, tree, folder.resolve("first"))) {
            // When a client copies it, a second one does, and the first again, which has none of it in memory any more
            Pass cold = first.copy(origin);
            long empty = origin.requestsForEmptyFiles();
            Pass warm;
            try (Client second = new Client(cluster, origin, tree, folder.resolve("second"))) {
                warm = second.copy(origin);
            }
            Pass again = first.copy(origin);

            // Then
            System.out.printf(
                    Locale.ROOT,
                    "nio tree: %d files, requests per file cold %.3f warm %.3f again %.3f (empty, cold: %.1f), seconds"
                            + " %.1f %.1f %.1f, largest heap %d MiB%n",
                    cold.files(),
                    cold.requests(),
                    warm.requests(),
                    again.requests(),
                    empty * (double) EMPTY_EVERY / FILES,
                    cold.seconds(),
                    warm.seconds(),
                    again.seconds(),
                    Math.max(again.heap(), warm.heap()) >> 20);
            for (Pass pass : List.of(cold, warm, again)) {
                assertThat(pass.files()).isEqualTo(FILES);
                assertThat(pass.wrong()).isZero();
                assertThat(pass.heap()).isLessThanOrEqualTo(MAX_HEAP);
            }
            assertThat(cold.requests()).isLessThanOrEqualTo(2);
            assertThat(warm.requests()).isLessThanOrEqualTo(1);
            assertThat(again.requests()).isLessThanOrEqualTo(1);
        }
    }

    @Test
    void a_second_old_answer_never_gives_older_bytes_than_another_client_has_written(ProcessCluster cluster)
            throws Exception {
        // Given two clients that have read a file, which is in the cache, and know its attributes
        Path file = Files.writeString(folder.resolve("file"), "version 0");
        await().until(() -> ((FileTime) Files.getAttribute(file, "unix:ctime"))
                .toInstant()
                .plusSeconds(3)
                .isBefore(Instant.now()));
        String servers = cluster.serversOption();
        String origin = "file://" + folder + "!/";
        try (FileSystem one = FileSystems.newFileSystem(URI.create("netfs:" + origin), Map.of("servers", servers));
                FileSystem two = FileSystems.newFileSystem(
                        URI.create("netfs://" + servers + "/" + origin), Map.of("ioThreads", 2))) {
            List<Path> clients = List.of(one.getPath("/file"), two.getPath("/file"));
            for (int version = 0; version < 50; version++) {
                for (Path client : clients) {
                    assertThat(Files.size(client)).isPositive();
                    assertThat(Files.readString(client)).isEqualTo("version " + version);
                }
                // When one of them writes, in turn, and that is acknowledged
                Files.writeString(clients.get(version % 2), "version " + (version + 1));
                // Then the other, within the second in which its answer counts, reads the new bytes
                assertThat(Files.readString(clients.get(1 - version % 2))).isEqualTo("version " + (version + 1));
            }
        }
    }

    private static void plant(Path tree) throws IOException {
        Random random = new Random(7);
        for (int i = 0; i < FILES; i++) {
            Path parent = i % 2 == 0
                    ? tree.resolve("many")
                    : tree.resolve("f" + i / 1000).resolve("g" + i / 100);
            Files.createDirectories(parent);
            byte[] bytes = new byte[i % EMPTY_EVERY == 0 ? 0 : 1 + random.nextInt(MAX_BYTES)];
            random.nextBytes(bytes);
            Files.write(parent.resolve("file-" + i), bytes);
            Files.setLastModifiedTime(parent.resolve("file-" + i), FileTime.fromMillis(1_700_000_000_000L + i));
        }
    }

    private static final class Client implements AutoCloseable {
        private final Process process;
        private final BufferedReader answers;

        Client(ProcessCluster cluster, TreeOrigin origin, Path tree, Path out) throws IOException {
            Files.createDirectory(out);
            List<String> arguments =
                    List.of(cluster.serversOption(), "netfs:" + origin.url() + "!/", tree.toString(), out.toString());
            process = new ProcessBuilder(ChildJvm.command(NioTreeClient.class, arguments))
                    .redirectError(out.resolve("err").toFile())
                    .start();
            answers = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        }

        Pass copy(TreeOrigin origin) throws IOException {
            long before = origin.requests();
            assertThat(before).isZero();
            long start = System.nanoTime();
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            String line = answers.readLine();
            double seconds = (System.nanoTime() - start) / 1e9;
            assertThat(line).as("the client's answer").isNotNull();
            String[] figures = line.split(" ", -1);
            long files = Long.parseLong(figures[0]);
            return new Pass(
                    files,
                    Long.parseLong(figures[1]),
                    Long.parseLong(figures[2]),
                    (double) origin.requests() / (FILES - FILES / EMPTY_EVERY),
                    seconds);
        }

        @Override
        public void close() throws IOException, InterruptedException {
            process.getOutputStream().close();
            if (!process.waitFor(30, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        }
    }
}
