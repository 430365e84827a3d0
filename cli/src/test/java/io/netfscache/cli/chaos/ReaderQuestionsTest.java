package io.netfscache.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.cli.chaos.history.Verdict;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ReaderQuestionsTest {
    private static final Verdict.Reads READS = new Verdict.Reads(1000, 500, 480, 15, 5, 3, 2, 100);

    private static ReaderQuestions questions(long ofReader) {
        Map<String, OriginTraffic> traffic = Map.of(
                "client-1", new OriginTraffic(ofReader, 0, 0), "client-1-writes", new OriginTraffic(100_000, 0, 0));
        return ReaderQuestions.of(traffic, List.of("client-1", "client-2"), 12, READS);
    }

    @Test
    void oneForEachFileAndSomeForEachReadThatTheCacheDidNotAnswerAreRight() {
        long atMost = 12 + ReaderQuestions.PER_READ * (15 + 5 + 3 + 2);

        assertThat(questions(atMost).problems()).isEmpty();
        assertThat(questions(atMost + 1).problems())
                .singleElement()
                .asString()
                .contains("" + (atMost + 1), "" + atMost);
    }

    @Test
    void whatWritersAskIsNotCounted() {
        assertThat(questions(7).requests()).isEqualTo(7);
    }
}
