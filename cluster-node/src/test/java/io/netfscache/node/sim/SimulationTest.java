package io.netfscache.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Rules;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Random worlds: {@code -Dsim.seeds=10000} runs that many, {@code -Dsim.seed=17} replays one and prints all that happened
 * in it when a read was wrong.
 */
@Timeout(value = 2, unit = TimeUnit.HOURS)
class SimulationTest {
    private static final Logger LOG = LoggerFactory.getLogger(SimulationTest.class);
    private static final long SEEDS = Boolean.getBoolean("netfs.long") ? 10_000 : 300;

    @Test
    void noReadIsStaleOrTornWhateverFails() {
        // Given
        Long replayed = Long.getLong("sim.seed");
        if (replayed != null) {
            replay(replayed);
            return;
        }

        // When
        Tally tally = Tally.of(1, Long.getLong("sim.seeds", SEEDS), Rules.ALL);

        // Then
        LOG.atInfo().log(tally.summary());
        assertThat(tally.faultySeeds())
                .as("replay one with -Dsim.seed=; " + tally.summary())
                .isEmpty();
        assertThat(tally.average(Oracle.Count.INVALIDATIONS_COMPLETED)).isGreaterThanOrEqualTo(30);
        assertThat(tally.servedFromCache()).isGreaterThanOrEqualTo(500);
        assertThat(tally.average(Oracle.Count.FOLIO_READS)).isGreaterThanOrEqualTo(100);
    }

    /** A modification that the invalidation of its volume overtook was told the generation after it, to store under. */
    @Test
    void theWorldsThatOnceWentWrong() {
        replay(9930);
    }

    private static void replay(long seed) {
        World world = Simulation.run(seed, Rules.ALL, true);
        assertThat(world.oracle().reports())
                .as("seed " + seed + "\n" + String.join("\n", world.trace()))
                .isEmpty();
    }

    @Test
    void aSeedMakesTheSameWorldEachTime() {
        // When
        World once = Simulation.run(5, Rules.ALL, true);
        World again = Simulation.run(5, Rules.ALL, true);

        // Then
        assertThat(again.trace()).isEqualTo(once.trace());
    }
}
