package io.netfscache.cli.chaos.history;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The checker against histories that are right by the way they are made, and with one read in them made wrong. */
@Timeout(120)
class RandomHistoryTest {
    private static final int BLOCKS = 4;

    private static Verdict check(List<Event> events) {
        return Checker.check(History.of(events));
    }

    @Test
    void rightHistoriesAreAcceptedAndOneWrongReadIsFound() {
        long first = Long.getLong("seed", 1);
        int count = Boolean.getBoolean("netfs.long") ? 20_000 : 400;
        for (long seed = first; seed < first + count; seed++) {
            // Given
            RandomHistory history = new RandomHistory(seed, BLOCKS).run(300);
            assertThat(check(history.events()).sentences()).as("seed %d", seed).isEmpty();

            for (Problem.Kind kind :
                    List.of(Problem.Kind.STALE, Problem.Kind.TORN, Problem.Kind.FOREIGN, Problem.Kind.FUTURE)) {
                // When
                List<Event> events = new ArrayList<>(history.events());
                Event.Invoked broken = breakOne(kind, history, events, new Random(seed));

                // Then
                assertThat(check(events).problems())
                        .as("seed %d, %s, read %s", seed, kind, broken)
                        .anyMatch(problem -> problem.kind() == kind
                                && problem.client().equals(broken.client())
                                && problem.began() == broken.at())
                        .allMatch(problem -> problem.client().equals(broken.client()));
            }
        }
    }

    private static Event.Invoked breakOne(Problem.Kind kind, RandomHistory history, List<Event> events, Random random) {
        List<RandomHistory.GivenRead> reads = history.reads().stream()
                .filter(read -> kind != Problem.Kind.STALE || read.oldest() > 0)
                .toList();
        RandomHistory.GivenRead read = reads.get(random.nextInt(reads.size()));
        Event.Ended end = (Event.Ended) events.get(read.index());
        Answer.Bytes bytes = (Answer.Bytes) end.answer();
        List<Integer> versions = new ArrayList<>(bytes.versions());
        int block = random.nextInt(BLOCKS);
        switch (kind) {
            case STALE -> Collections.fill(versions, random.nextInt(read.oldest()));
            case TORN -> versions.set(block, random.nextBoolean() ? Answer.TORN : versions.get(block) + 1000);
            case FOREIGN -> versions.set(block, Answer.FOREIGN);
            default -> Collections.fill(versions, 1000);
        }
        events.set(
                read.index(),
                new Event.Ended(end.at(), end.client(), end.operation(), new Answer.Bytes(versions, bytes.source())));
        return read.invoked();
    }

    @Test
    void aMillionEventsAreCheckedAtOnce() {
        // Given
        RandomHistory history = new RandomHistory(7, 1).run(1_000_000);

        // When
        Verdict verdict = check(history.events());

        // Then
        assertThat(verdict.sentences()).isEmpty();
        assertThat(verdict.reads().checked()).isEqualTo(history.reads().size()).isGreaterThan(300_000);
        assertThat(verdict.invalidations().completed()).isPositive();
    }
}
