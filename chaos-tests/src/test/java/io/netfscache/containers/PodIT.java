package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import io.netfscache.chaos.Waits;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

/** What a test has stopped is healed, what has ended by itself is a failure. */
@Timeout(180)
@ExtendWith(DockerEngine.class)
class PodIT {
    private static final long MEMORY = 256L << 20;

    @Test
    void a_container_that_a_test_killed_is_started_again() {
        try (PodNetwork network = PodNetwork.create();
                Pod pod = new OriginPod(network, 1, MEMORY)) {
            pod.start();

            pod.kill();
            assertThat(pod.crash()).isEmpty();
            pod.heal();

            assertThat(pod.isUp()).isTrue();
            assertThat(pod.crash()).isEmpty();
        }
    }

    @Test
    void a_container_that_ends_by_itself_is_not() {
        try (PodNetwork network = PodNetwork.create();
                Pod pod = new Pod("short", network, List.of(), MEMORY).withCommand("--version")) {
            pod.start();
            await().atMost(Waits.ENDED).pollInterval(Waits.POLL).until(() -> !pod.isUp());

            assertThat(pod.crash()).hasValue("short has ended by itself with status 0");
            assertThatIllegalStateException().isThrownBy(pod::heal).withMessageContaining("has ended by itself");
            assertThat(pod.isUp()).isFalse();
        }
    }
}
