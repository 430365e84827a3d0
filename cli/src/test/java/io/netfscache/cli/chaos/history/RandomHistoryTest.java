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
        int found = 0;
        for (long seed = first; seed < first + count; seed++) {
            // Given
            RandomHistory history = new RandomHistory(seed, BLOCKS).run(300);
            assertThat(check(history.events()).sentences()).as("seed %d", seed).isEmpty();

            for (Problem.Kind kind :
                    List.of(Problem.Kind.STALE, Problem.Kind.TORN, Problem.Kind.FOREIGN, Problem.Kind.FUTURE)) {
                // When
                List<Event> events = new ArrayList<>(history.events());
                List<RandomHistory.GivenRead> breakable = breakable(kind, history);
                if (breakable.isEmpty()) {
                    continue;
                }
                Event.Invoked broken = breakOne(kind, breakable, events, new Random(seed));

                // Then
                assertThat(check(events).problems())
                        .as("seed %d, %s, read %s", seed, kind, broken)
                        .anyMatch(problem -> problem.kind() == kind
                                && problem.client().equals(broken.client())
                                && problem.began() == broken.at())
                        .allMatch(problem -> problem.client().equals(broken.client()));
                found++;
            }
        }
        assertThat(found).as("wrong reads").isGreaterThan(count * 7 / 2);
    }

    /** In some histories nothing has been acknowledged before any read, so that none can be stale. */
    private static List<RandomHistory.GivenRead> breakable(Problem.Kind kind, RandomHistory history) {
        return history.reads().stream()
                .filter(read -> kind != Problem.Kind.STALE || read.oldest() > 0)
                .toList();
    }

    private static Event.Invoked breakOne(
            Problem.Kind kind, List<RandomHistory.GivenRead> reads, List<Event> events, Random random) {
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
