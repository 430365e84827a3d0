package io.netfscache.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** {@code docs/client-api.md} says what the program does and what the limits are. */
@Timeout(60)
final class ClientApiPageTest {
    private static final Path PAGE = Path.of("..", "docs", "client-api.md");
    private static final Path PROGRAM = Path.of("src/main/java/io/netfscache/examples/WritingClient.java");

    private static List<String> stripped(Path file) throws IOException {
        return Files.readAllLines(file).stream().map(String::strip).toList();
    }

    @Test
    void theExampleOfThePageIsPartOfTheProgramThatIsTested() throws IOException {
        List<String> page = stripped(PAGE);
        int begin = page.indexOf("```java") + 1;
        List<String> shown =
                page.subList(begin, begin + page.subList(begin, page.size()).indexOf("```"));

        assertThat(shown).hasSizeGreaterThan(30);
        assertThat(stripped(PROGRAM)).containsSequence(shown);
    }

    @Test
    void theDeadlinesOfThePageAreTheLimits() throws IOException {
        String page = Files.readString(PAGE);
        Map<String, Duration> deadlines = Map.of(
                "a connection", Limits.CONNECT_DEADLINE,
                "a look-up", Limits.LOOKUP_DEADLINE,
                "`beginRead`, `beginWrite`", Limits.BEGIN_DEADLINE,
                "one request for bytes", Limits.READ_DEADLINE,
                "a wait for another client's fill", Limits.FILL_WAIT_DEADLINE,
                "`acquireVolume` while the same key is being relinquished", Limits.VOLUME_COLLISION_DEADLINE,
                "a change: `invalidate`, `update`, `resize`, `unuse(aux, size)`, `relinquish(true)`",
                        Limits.INVALIDATE_DEADLINE,
                "the right to serve folios without a word from the cluster", Limits.LEASE,
                "a session without a heart-beat", Limits.SESSION_SILENCE);

        deadlines.forEach((what, most) -> assertThat(page).contains("| " + what + " | " + most.toSeconds() + " s |"));
    }

    @Test
    void everyErrorHasItsNextStep() throws IOException {
        String page = Files.readString(PAGE);
        for (ErrorCode code : ErrorCode.values()) {
            assertThat(page).contains("`" + code + "`");
        }
    }
}
