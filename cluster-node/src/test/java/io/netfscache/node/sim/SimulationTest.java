package io.netfscache.node.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.protocol.Rules;
import org.junit.jupiter.api.Test;

class SimulationTest {
    @Test
    void noReadIsStaleOrTornWhateverFails() {
        long seeds = Long.getLong("sim.seeds", 300);
        Tally tally = Tally.of(1, seeds, Rules.ALL);
        System.out.println(tally.summary());
        assertThat(tally.faultySeeds()).isEmpty();
    }
}
