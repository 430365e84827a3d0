package io.netfscache.cli.chaos.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RiseTest {
    private static final OptionalLong NO_ANSWER = OptionalLong.empty();

    private static Rise rise(OptionalLong... answers) {
        Deque<OptionalLong> left = new ArrayDeque<>(List.of(answers));
        return new Rise("lapses", () -> left.isEmpty() ? NO_ANSWER : left.remove());
    }

    @Test
    void onlyWhatCameSinceTheBeginningCounts() {
        Rise rise = rise(OptionalLong.of(4), OptionalLong.of(4), OptionalLong.of(6));

        assertThat(rise.now()).isZero();
        assertThat(rise.now()).isEqualTo(2);
    }

    @Test
    void aNodeThatDidNotTellItsFigureBeforeProvesNothingWithAnOldOne() {
        Rise rise = rise(NO_ANSWER, NO_ANSWER, NO_ANSWER, OptionalLong.of(7));

        assertThat(rise.isKnown()).isFalse();
        assertThat(rise.now()).isZero();
        assertThat(rise.unknown()).contains("lapses");
    }

    @Test
    void oneQuestionThatIsNotAnsweredIsAskedAgain() {
        assertThat(rise(NO_ANSWER, OptionalLong.of(4), OptionalLong.of(5)).now())
                .isEqualTo(1);
    }

    @Test
    void aNodeThatDoesNotAnswerNowProvesNothing() {
        assertThat(rise(OptionalLong.of(4), NO_ANSWER).now()).isZero();
    }
}
