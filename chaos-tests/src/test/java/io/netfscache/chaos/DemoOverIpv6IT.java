package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The demo with nodes, clients and origin on ::1, and a small dataset. */
@Timeout(120)
class DemoOverIpv6IT {
    @TempDir
    private Path folder;

    @Test
    void the_whole_fleet_runs_on_ipv6() throws Exception {
        for (int i = 0; i < 5; i++) {
            Path file = Files.write(folder.resolve("file-" + i), new byte[100_000 * i]);
            Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
        }

        JsonNode result = Command.run(
                        "demo",
                        "--json",
                        "--in-process",
                        "--address",
                        "::1",
                        "--clients",
                        "2",
                        "--origin",
                        folder.toString())
                .succeeded()
                .json();

        assertThat(result.get("phases").get("warm").get("originBytes").asLong()).isZero();
        assertThat(result.get("phases").get("warm").get("socketBytes").asLong()).isPositive();
        assertThat(result.get("wrongBytes").asLong()).isZero();
    }
}
