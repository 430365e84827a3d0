package io.netfscache.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The checker against histories made by hand, in the folders bad and good of the test resources. Each says in its second
 * line what must be found, and nothing else may be: kinds of problems with their clients, that nothing has been checked, or
 * how it must be refused.
 */
@Timeout(60)
class CheckerTest {
    private static final String MUST_FIND = "# must find: ";
    private static final String REFUSED = "refused: ";

    static Stream<Path> bad() throws IOException, URISyntaxException {
        return histories("bad");
    }

    static Stream<Path> good() throws IOException, URISyntaxException {
        return histories("good");
    }

    private static Stream<Path> histories(String folder) throws IOException, URISyntaxException {
        URL url = Objects.requireNonNull(CheckerTest.class.getResource(folder));
        try (Stream<Path> files = Files.list(Path.of(url.toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    private static String mustFind(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(line -> line.startsWith(MUST_FIND))
                    .map(line -> line.substring(MUST_FIND.length()))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError(file + " does not say what must be found"));
        }
    }

    @Test
    void thereAreTwentyBadHistoriesAndFiveGoodOnes() throws Exception {
        assertThat(bad()).hasSizeGreaterThanOrEqualTo(20);
        assertThat(good()).hasSizeGreaterThanOrEqualTo(5);
    }

    @ParameterizedTest
    @MethodSource
    void bad(Path file) throws IOException {
        // Given
        History history = History.read(file);
        String expected = mustFind(file);

        if (expected.startsWith(REFUSED)) {
            // When, then
            assertThatThrownBy(() -> Checker.check(history))
                    .isInstanceOfSatisfying(
                            MalformedHistoryException.class,
                            e -> assertThat(history.events()).contains(e.event()))
                    .hasMessageContaining(expected.substring(REFUSED.length()));
            return;
        }
        // When
        Verdict verdict = Checker.check(history);

        // Then
        assertThat(verdict.ok()).isFalse();
        assertThat(verdict.sentences()).isNotEmpty();
        if (expected.equals("nothing checked")) {
            assertThat(verdict.problems()).isEmpty();
            assertThat(verdict.reads().checked()).isZero();
        } else {
            assertThat(found(verdict)).containsExactlyInAnyOrder(expected.split(", ", -1));
        }
    }

    @ParameterizedTest
    @MethodSource
    void good(Path file) throws IOException {
        // Given
        assertThat(mustFind(file)).isEqualTo("nothing");

        // When
        Verdict verdict = Checker.check(History.read(file));

        // Then
        assertThat(verdict.sentences()).isEmpty();
        assertThat(verdict.ok()).isTrue();
    }

    private static List<String> found(Verdict verdict) {
        return verdict.problems().stream()
                .map(problem -> problem.kind() + " " + problem.client())
                .toList();
    }
}
