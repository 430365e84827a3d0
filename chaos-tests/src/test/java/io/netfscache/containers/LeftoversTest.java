package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(10)
class LeftoversTest {
    private static final String OWN = Leftovers.label().get(Leftovers.LABEL);

    @Test
    void what_this_JVM_has_made_is_no_leftover() {
        assertThat(Leftovers.isAlive(OWN)).isTrue();
    }

    @Test
    void what_an_earlier_process_of_the_same_number_has_made_is_one() {
        assertThat(Leftovers.isAlive(OWN + "0")).isFalse();
    }

    @Test
    void what_a_process_has_made_that_is_not_there_any_more_is_one() {
        assertThat(Leftovers.isAlive("4194305-7")).isFalse();
    }
}
