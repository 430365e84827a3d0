package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The commands, as processes, against a live cluster. */
@Timeout(120)
@ExtendWith(ClusterExtension.class)
class CommandsIT {
    private static final int FILES = 5;

    @TempDir
    private Path folder;

    @Test
    void a_file_is_shown_located_and_invalidated(ProcessCluster cluster) throws Exception {
        try (CountingOrigin origin = CountingOrigin.start()) {
            // Given a file, shown once
            byte[] contents = origin.putRandom("/tool", 300_000);
            String url = origin.url("/tool");
            assertThat(run(cluster, "cat", url).succeeded().out()).isEqualTo(contents);

            // When it is located
            // Then one node has all of it
            JsonNode chunks = run(cluster, "locate", "--json", url).json().get("chunks");
            assertThat(chunks).hasSize(1);
            JsonNode chunk = chunks.get(0);
            assertThat(chunk.get("presentBytes").asInt()).isEqualTo(contents.length);
            assertThat(chunk.get("presentBlocks").asInt())
                    .isEqualTo(chunk.get("chunkBlocks").asInt())
                    .isEqualTo(74);
            assertThat(cluster.byId(chunk.get("node").asText()).isRunning()).isTrue();

            // When it is invalidated
            // Then no node has anything of its new generation
            JsonNode invalidated = run(cluster, "invalidate", "--json", url).json();
            assertThat(invalidated.get("url").asText()).isEqualTo(url);
            JsonNode after =
                    run(cluster, "locate", "--json", url).json().get("chunks").get(0);
            assertThat(after.get("presentBytes").asInt()).isZero();
            assertThat(after.get("generation").asText())
                    .isNotEqualTo(chunk.get("generation").asText());
            assertThat(origin.sent()).isEqualTo(contents.length);
        }
    }

    private static Instant changed(Path file) throws IOException {
        return ((FileTime) Files.getAttribute(file, "unix:ctime")).toInstant();
    }

    @Test
    void a_folder_is_warmed_and_the_second_time_all_of_it_is_cached(ProcessCluster cluster) throws Exception {
        // Given files that are older than what an origin may still be changing unseen
        long bytes = 0;
        for (int i = 0; i < FILES; i++) {
            Path file = Files.write(folder.resolve("file-" + i), new byte[10_000 * i]);
            bytes += Files.size(file);
        }
        Path last = folder.resolve("file-" + (FILES - 1));
        await("the files are old enough")
                .atMost(Waits.SETTLED)
                .until(() -> changed(last).isBefore(Instant.now().minusSeconds(3)));
        String url = folder.toUri().toString();

        // When the folder is warmed twice
        JsonNode first = run(cluster, "warm", "--json", url).json();
        JsonNode second = run(cluster, "warm", "--json", url).json();

        // Then all came from the origin once
        assertThat(List.of(first, second)).allSatisfy(warmed -> {
            assertThat(warmed.get("files").asInt()).isEqualTo(FILES);
            assertThat(warmed.get("failures")).isEmpty();
        });
        assertThat(first.get("bytes").asLong()).isEqualTo(bytes);
        assertThat(first.get("originBytes").asLong()).isEqualTo(bytes);
        assertThat(second.get("cacheBytes").asLong()).isEqualTo(bytes);
        assertThat(second.get("originBytes").asLong()).isZero();
    }

    @Test
    void status_and_stats_tell_of_every_node(ProcessCluster cluster) throws Exception {
        JsonNode status = run(cluster, "status", "--json").json();
        assertThat(status.get("nodes").asInt()).isEqualTo(3);
        assertThat(status.get("reachable").asInt()).isEqualTo(3);
        assertThat(status.get("members")).allSatisfy(member -> {
            assertThat(member.get("status").get("lease").asText()).isEqualTo("held");
            assertThat(member.get("status").get("members").asText()).isEqualTo("3 of 3");
        });

        JsonNode stats = run(cluster, "stats", "--json").json();
        assertThat(stats.get("nodes")).hasSize(3);
        assertThat(stats.get("total").get("connections").asLong()).isPositive();
    }

    @Test
    void status_shows_the_voters_and_a_wrong_replacement_is_one_line(ProcessCluster cluster) throws Exception {
        Command status = run(cluster, "status").succeeded();
        assertThat(new String(status.out(), StandardCharsets.UTF_8))
                .contains("voter set ", "quorum 2 of 3 voters", "voter3: ", "healthy");

        Command replace = run(
                cluster, "replace-voter", cluster.node(0).id(), cluster.node(1).id());
        assertThat(replace.status()).isEqualTo(1);
        assertThat(replace.err().lines()).hasSize(1);
        assertThat(replace.err()).contains(cluster.node(1).id(), "is a voter already");
    }

    @Test
    void status_fails_while_no_node_answers_and_a_missing_file_is_one_line(ProcessCluster cluster) throws Exception {
        int nobody = FreePorts.find(1).get(0);
        Command status = Command.run("status", "--json", "--servers", "127.0.0.1:" + nobody);
        assertThat(status.status()).isEqualTo(1);
        assertThat(status.err()).contains("no node answers at 127.0.0.1:" + nobody);

        try (CountingOrigin origin = CountingOrigin.start()) {
            Command cat = run(cluster, "cat", origin.url("/missing"));
            assertThat(cat.status()).isEqualTo(1);
            assertThat(cat.err().lines()).hasSize(1);
            assertThat(cat.err()).contains(origin.url("/missing"));
            assertThat(cat.out()).isEmpty();
        }
    }

    private static Command run(ProcessCluster cluster, String... arguments) throws Exception {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--servers", cluster.serversOption()));
        return Command.run(all);
    }
}
