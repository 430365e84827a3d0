package io.netfscache.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class HistoryFileTest {
    private static final List<Event> ONE_OF_EACH = List.of(
            new Event.Invoked(-5, "wri\"ter\n", 1, new Call.Write("a/ä.bin", 1)),
            new Event.Ended(10, "wri\"ter\n", 1, new Answer.Ok()),
            new Event.Invoked(20, "w", Long.MAX_VALUE, new Call.Invalidate("a/ä.bin", 1)),
            new Event.Ended(30, "w", Long.MAX_VALUE, new Answer.Unknown("no quorum")),
            new Event.Invoked(40, "r", 3, new Call.Read("a/ä.bin", 2, 4)),
            new Event.Ended(
                    50, "r", 3, new Answer.Bytes(List.of(0, 1, Answer.TORN, Answer.FOREIGN), Answer.Source.FOLIOS)),
            new Event.Ended(60, "r", 4, new Answer.Miss("lapse")),
            new Event.Ended(70, "r", 5, new Answer.Failed("timeout")),
            new Event.Fault(80, "cut", "node-2", Event.Phase.EFFECTIVE, "one-way"));

    @TempDir
    private Path folder;

    @Test
    void whatIsWrittenIsReadBack() throws IOException {
        // Given
        Path path = folder.resolve("events.jsonl");
        try (HistoryFile file = HistoryFile.open(path)) {
            // When
            ONE_OF_EACH.forEach(file::add);

            // Then it is there before the file is closed: a killed process closes nothing
            assertThat(History.read(path)).isEqualTo(new History(ONE_OF_EACH, 0));
        }
    }

    @Test
    void theExampleOfTheDocumentationIsReadAndWrittenAsItStands() throws IOException {
        // Given
        String page = Files.readString(Path.of("../docs/chaos-history.md"));
        String example = page.substring(page.indexOf("```\n") + 4, page.lastIndexOf("```"));
        Path path = Files.writeString(folder.resolve("example.jsonl"), example);

        // When
        History history = History.read(path);

        // Then
        assertThat(history.events()).hasSize(7);
        assertThat(history.events().stream().map(EventFormat::write))
                .containsExactlyElementsOf(example.lines().toList());
    }

    @Test
    void filesAreMergedByTime() throws IOException {
        // Given
        Path one = folder.resolve("one.jsonl");
        Path two = folder.resolve("two.jsonl");
        try (HistoryFile first = HistoryFile.open(one);
                HistoryFile second = HistoryFile.open(two)) {
            for (int i = ONE_OF_EACH.size() - 1; i >= 0; i--) {
                (i % 3 == 0 ? first : second).add(ONE_OF_EACH.get(i));
            }
        }

        // When
        History history = History.read(one, two);

        // Then
        assertThat(history.events()).isEqualTo(ONE_OF_EACH);
    }

    @Test
    void theHalfLineOfAKilledProcessIsCountedAndLeftOut() throws IOException {
        // Given files whose last line was cut at any byte, in the middle of a character too
        String whole = EventFormat.write(ONE_OF_EACH.get(0)) + "\n";
        byte[] last = EventFormat.write(ONE_OF_EACH.get(4)).getBytes(StandardCharsets.UTF_8);
        for (int kept = 1; kept < last.length; kept++) {
            Path path = folder.resolve("cut-" + kept + ".jsonl");
            Files.writeString(path, whole);
            Files.write(path, Arrays.copyOf(last, kept), StandardOpenOption.APPEND);

            // When, then
            assertThat(History.read(path)).isEqualTo(new History(List.of(ONE_OF_EACH.get(0)), 1));
        }
    }

    @Test
    void aProcessThatIsStartedAgainAppendsAfterTheLastWholeLine() throws IOException {
        // Given
        Path path = folder.resolve("again.jsonl");
        Files.writeString(path, EventFormat.write(ONE_OF_EACH.get(0)) + "\n{\"t\":" + "1".repeat(200_000));

        // When
        try (HistoryFile file = HistoryFile.open(path)) {
            file.add(ONE_OF_EACH.get(1));
        }

        // Then
        assertThat(History.read(path)).isEqualTo(new History(ONE_OF_EACH.subList(0, 2), 0));
    }

    @Test
    void aBrokenLineInTheMiddleIsAnErrorThatNamesFileAndLine() throws IOException {
        // Given
        Path path = folder.resolve("broken.jsonl");
        Files.writeString(path, "# a comment\n\n{\"t\":1,\"c\":\"x\n" + EventFormat.write(ONE_OF_EACH.get(0)) + "\n");

        // When, then
        assertThatIllegalArgumentException()
                .isThrownBy(() -> History.read(path))
                .withMessageContaining("broken.jsonl, line 3: not JSON");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', delimiter = '|', textBlock = """
                    []                                                            | not a JSON object
                    {"c":"x","n":1,"end":"ok"}                                    | "t" is missing
                    {"t":"1","c":"x","n":1,"end":"ok"}                            | "t" is not a whole number
                    {"t":1.5,"c":"x","n":1,"end":"ok"}                            | "t" is not a whole number
                    {"t":99999999999999999999,"c":"x","n":1,"end":"ok"}           | "t" is not a whole number
                    {"t":1,"t":2,"c":"x","n":1,"end":"ok"}                        | not JSON: Duplicate
                    {"t":1,"c":7,"n":1,"end":"ok"}                                | "c" is not a text
                    {"t":1,"c":"x","n":1,"end":"ok"} {}                           | not JSON
                    {"t":1,"c":"x","n":1,"end":"ok","why":""}                     | fields that do not belong there
                    {"t":1,"c":"x","n":1,"end":"done"}                            | "end" is none of
                    {"t":1,"c":"x","n":1,"end":"bytes","vs":1,"from":"cache"}     | "vs" is not an array
                    {"t":1,"c":"x","n":1,"end":"bytes","vs":["1"],"from":"cache"} | "vs" is not a whole number
                    {"t":1,"c":"x","n":1,"end":"bytes","vs":[1],"from":"moon"}    | "from" is not known: moon
                    {"t":1,"c":"x","n":1,"call":"look","f":"a"}                   | "call" is none of
                    {"t":1,"c":"x","n":1,"call":"read","f":"a","b":0}             | "k" is missing
                    {"t":1,"c":"x","n":1,"call":"write","f":"a","v":4294967296}   | "v" is not a whole number
                    """)
    void aLineThatIsNoEventIsAnError(String line, String message) throws IOException {
        Path path = Files.writeString(folder.resolve("strict.jsonl"), line + "\n");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> History.read(path))
                .withMessageContaining("strict.jsonl, line 1: ")
                .withMessageContaining(message);
    }

    @Test
    void linesOfManyThreadsStayWhole() throws Exception {
        // Given
        Path path = folder.resolve("threads.jsonl");
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try (HistoryFile file = HistoryFile.open(path)) {
            // When
            List<Future<?>> ends = new ArrayList<>();
            for (int thread = 0; thread < 4; thread++) {
                String client = "client-" + thread;
                ends.add(threads.submit(() -> {
                    for (int i = 0; i < 5_000; i++) {
                        file.add(new Event.Invoked(i, client, i, new Call.Read("a", 0, 1)));
                    }
                }));
            }
            for (Future<?> end : ends) {
                end.get();
            }
        } finally {
            threads.shutdownNow();
        }

        // Then
        assertThat(History.read(path).events()).hasSize(20_000).doesNotHaveDuplicates();
    }

    @Test
    void theHistoryOfAnEarlierRunIsNotGoneOnWith() throws IOException {
        Path path = folder.resolve("run.jsonl");
        HistoryFile.create(path).close();
        HistoryFile.create(path).close();
        Files.writeString(path, "half a li");

        assertThatIOException()
                .isThrownBy(() -> HistoryFile.create(path))
                .withMessageContaining(path + " is the history of an earlier run");
        assertThat(path).hasContent("half a li");
    }
}
