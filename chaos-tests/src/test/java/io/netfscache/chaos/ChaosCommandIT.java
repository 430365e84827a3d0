package io.netfscache.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code netfs-cache chaos} as a user runs it, with real processes and sockets. */
@Timeout(300)
class ChaosCommandIT {
    private static final boolean LONG = Boolean.getBoolean("netfs.long");
    private static final Duration AT_MOST = Duration.ofSeconds(280);

    @TempDir
    private Path folder;

    private Command chaos(String... more) throws IOException, InterruptedException {
        List<String> arguments = new ArrayList<>(List.of("chaos", "--json", "--keep", folder.toString()));
        arguments.addAll(List.of(more));
        return Command.run(AT_MOST, arguments);
    }

    private static List<String> lengths(int nodes, int clients, int seconds) {
        return List.of("--nodes", "" + nodes, "--clients", "" + clients, "--seconds", "" + seconds);
    }

    @Test
    void aRunUnderFaultsHasNoWrongRead() throws Exception {
        // When
        List<String> size = LONG ? lengths(5, 8, 120) : lengths(3, 3, 25);
        JsonNode report = chaos(size.toArray(String[]::new)).anyJson();

        // Then: how many reads there are, which is part of "ok", is a matter of what else the machine does
        assertThat(report.get("staleReads").asLong()).isZero();
        assertThat(report.get("tornReads").asLong()).isZero();
        assertThat(report.get("readsFromCache").asLong()).isPositive();
        assertThat(report.get("faults"))
                .as(report.toString())
                .isNotEmpty()
                .allSatisfy(fault -> assertThat(fault.get("effective")).isEqualTo(fault.get("injected")));
        assertThat(folder.resolve("history.jsonl")).isNotEmptyFile();
    }

    @Test
    void aRuleThatIsBrokenIsFoundAndWhatExplainsItIsKept() throws Exception {
        // When
        List<String> arguments = new ArrayList<>(lengths(3, 3, 30));
        arguments.addAll(List.of("--sabotage", "PUSHES_WITHOUT_SESSION_LEASE"));
        Command run = chaos(arguments.toArray(String[]::new));

        // Then
        JsonNode report = run.anyJson();
        assertThat(run.status()).as(report.toString()).isEqualTo(1);
        assertThat(report.get("staleReads").asLong()).isPositive();
        assertThat(report.get("problems")).isNotEmpty();
        assertThat(report.get("folder").asText()).isEqualTo(folder.toString());
        assertThat(Files.exists(folder.resolve("cluster.txt"))).isTrue();
        assertThat(run.err()).contains(folder.toString());
    }
}
