package io.netfscache;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netfscache.protocol.Reason;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Row 27: all transitions between the ten states, the legal ones and the others. */
@Timeout(10)
final class CookieStateTest {
    private static final ObjectGeneration GENERATION = new ObjectGeneration(new Generation(1, 1), new Generation(1, 1));

    /** With the letters of /proc/fs/fscache/cookies. */
    private static final List<CookieState> STATES = List.of(
            new CookieState.Quiescent(),
            new CookieState.LookingUp(),
            new CookieState.Creating(GENERATION, 1),
            new CookieState.Active(GENERATION, 1),
            new CookieState.Invalidating(),
            new CookieState.Failed(Reason.NO_QUORUM, "none", 1),
            new CookieState.LruDiscarding(),
            new CookieState.Withdrawing(),
            new CookieState.Relinquishing(),
            new CookieState.Dropped());

    private static final List<String> LEGAL = List.of(
            "  -LCAIFUWRD",
            "- .x..x..xx.",
            "L x.xxxx.xx.",
            "C xx.xx.xxx.",
            "A xx.xx.xxx.",
            "I xx.x.x.xx.",
            "F .x..x.xxx.",
            "U xx..x..xx.",
            "W x.......x.",
            "R .........x",
            "D ..........");

    @Test
    void row27TheLegalTransitionsAreTheOnlyOnes() {
        List<String> rows = STATES.stream()
                .map(from -> STATES.stream()
                        .map(next -> from.mayBecome(next) ? "x" : ".")
                        .collect(Collectors.joining()))
                .toList();

        assertThat(rows)
                .isEqualTo(LEGAL.stream().skip(1).map(row -> row.substring(2)).toList());
    }

    @Test
    void row27ThereAreTenStates() {
        assertThat(CookieState.class.getPermittedSubclasses()).hasSize(9);
        assertThat(CookieState.LookedUp.class.getPermittedSubclasses()).hasSize(2);
        assertThat(STATES).doesNotHaveDuplicates().hasSize(10);
    }
}
