package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.dockerjava.api.exception.DockerException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two JVMs with tests that make networks at the same time. */
@Timeout(120)
@ExtendWith(DockerEngine.class)
class PodNetworkIT {
    @Test
    void addresses_that_another_JVM_took_meanwhile_are_not_used() {
        try (PodNetwork other = PodNetwork.create()) {
            String taken = other.prefix() + "0/24";
            Deque<String> answers = new ArrayDeque<>(List.of(taken, taken));

            // A third answer of that kind might be taken by another JVM meanwhile.
            try (PodNetwork network =
                    PodNetwork.create(() -> answers.isEmpty() ? PodNetwork.freeSubnet() : answers.remove())) {
                assertThat(network.prefix()).isNotEqualTo(other.prefix());
                assertThat(answers).isEmpty();
            }
        }
    }

    @Test
    void addresses_that_are_wrong_are_not_asked_for_again() {
        Iterator<String> subnets = List.of("no subnet").iterator();

        assertThatThrownBy(() -> PodNetwork.create(subnets::next)).isInstanceOf(DockerException.class);
    }
}
