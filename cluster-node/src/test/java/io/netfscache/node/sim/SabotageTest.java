package io.netfscache.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Rules;
import io.netfscache.protocol.Sabotage;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Shows that the random worlds notice when a rule is broken. The rules that chance hardly ever tests are in {@link
 * ScriptedSchedulesTest}.
 *
 * <p>In neither, because another rule catches in this world what they let through: REWRITE_PRESENT_BLOCK, INTEREST_AFTER_PROCESSOR,
 * REFUSED_AUX_ACCEPTED; and WRITER_NOT_REAPED, as no acknowledged write depends on it.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class SabotageTest {
    private static final long SEEDS = 400;

    @ParameterizedTest
    @EnumSource(
            value = Sabotage.class,
            names = {
                "CONTENTS_CHANGE_UNDER_ONE_GENERATION",
                "OBJECT_GENERATION_WITHOUT_VOLUME",
                "NO_LEASE",
                "CARRY_OVER_FROM_ANY_BASE",
                "NO_WAIT_FOR_GRANTS",
                "PENDING_FENCE_FORGOTTEN",
                "PUSHES_WITHOUT_SESSION_LEASE",
                "TIME_TO_LIVE_BEYOND_LEASE",
                "ANSWER_NOT_HELD_FOR_CLIENTS",
                "GENERATION_AT_CACHE_WRITE",
                "PIECEWISE_RETRY",
                "FILL_NOT_CERTIFIED"
            })
    void withoutTheRuleSomeReadIsWrong(Sabotage broken) {
        // When
        OptionalLong found = LongStream.rangeClosed(1, SEEDS)
                .parallel()
                .filter(seed -> !Simulation.run(seed, Rules.without(broken), false)
                        .oracle()
                        .isClean())
                .findAny();

        // Then
        assertThat(found).as("a seed that shows what %s does", broken).isPresent();
    }
}
