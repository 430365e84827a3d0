package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.cli.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node that runs follows its configuration file. */
@Timeout(120)
class NodeReloadIT {
    @TempDir
    private Path folder;

    private Process node;

    @AfterEach
    void stop() {
        node.destroyForcibly();
    }

    private Path log() {
        return folder.resolve("log");
    }

    private void configure(String level, String large, String listen) throws IOException {
        Path next = Files.writeString(
                folder.resolve("next.yaml"), """
                node: {data: %s, listen: %s, admin: 0, member: 0}
                log: {level: %s, format: json}
                limits: {large-frames: %s}
                """.formatted(folder.resolve("data"), listen, level, large));
        Files.move(
                next, folder.resolve("node.yaml"), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private void awaitLogged(String... words) {
        await().atMost(Waits.READY)
                .untilAsserted(() -> assertThat(Files.readString(log())).contains(words));
    }

    /** @param disposition of SIGHUP, an option of env: else the node would inherit that of whoever started this build */
    private void start(String disposition) throws IOException {
        List<String> command = new ArrayList<>(List.of("env", disposition));
        command.addAll(ChildJvm.command(List.of(
                "node",
                "--stop-with-stdin",
                "--config",
                folder.resolve("node.yaml").toString())));
        node = new ProcessBuilder(command)
                .redirectOutput(folder.resolve("out").toFile())
                .redirectError(log().toFile())
                .start();
        await().atMost(Waits.READY)
                .failFast("the node has ended", () -> !node.isAlive())
                .until(() -> Files.readString(folder.resolve("out")).contains(" ready: "));
    }

    @Test
    void log_level_and_limits_are_followed_and_the_rest_is_named() throws Exception {
        // Given a node that is ready
        configure("warn", "64", "0");
        start("--default-signal=HUP");

        // When the file changes
        // Then what can be followed is, and the rest is named
        configure("info", "32", "1");
        awaitLogged(
                "the configuration has changed: log.level is info now, it was warn",
                "the configuration has changed: limits.large-frames is 32 now, it was 64",
                "the configuration has changed, this takes a restart: node.listen is 1 now, it was 0");
        String wrong = "the configuration has changed and is wrong; nothing of it is used: limits.large-frames: 'none'";
        configure("info", "none", "0");
        awaitLogged(wrong);

        // And when the operator says so, the file that is the same is read again
        Signals.send(node, "HUP");
        await().atMost(Waits.READY)
                .untilAsserted(
                        () -> assertThat(Files.readAllLines(log()).stream().filter(line -> line.contains(wrong)))
                                .hasSize(2));
        assertThat(node.isAlive()).isTrue();
        assertThat(Files.readString(log())).doesNotContain("hang-ups");

        // And every line of the log is JSON
        for (String line : Files.readAllLines(log())) {
            assertThat(Json.read(line, JsonNode.class).path("level").asText())
                    .as(line)
                    .isNotEmpty();
        }
    }

    @Test
    void a_node_that_was_started_by_nohup_says_that_hangups_do_nothing() throws Exception {
        configure("warn", "64", "0");
        start("--ignore-signal=HUP");

        awaitLogged("has it ignore hang-ups (SIGHUP), as nohup does");
        configure("warn", "32", "0");
        awaitLogged("the configuration has changed: limits.large-frames is 32 now, it was 64");
    }
}
