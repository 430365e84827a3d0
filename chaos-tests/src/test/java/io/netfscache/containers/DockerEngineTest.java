package io.netfscache.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;

@Timeout(10)
class DockerEngineTest {
    @Test
    void tests_run_where_an_engine_answers() {
        assertThat(DockerEngine.decide("AnIT", true, false).isDisabled()).isFalse();
        assertThat(DockerEngine.decide("AnIT", true, true).isDisabled()).isFalse();
    }

    @Test
    void without_an_engine_they_say_that_they_are_skipped() {
        ConditionEvaluationResult result = DockerEngine.decide("AnIT", false, false);

        assertThat(result.isDisabled()).isTrue();
        assertThat(result.getReason().orElseThrow()).startsWith("AnIT is SKIPPED: no Docker engine answers");
    }

    @Test
    void without_an_engine_that_is_required_they_fail() {
        assertThatThrownBy(() -> DockerEngine.decide("AnIT", false, true))
                .hasMessageContaining("no Docker engine answers, and netfs.requireDocker is true");
    }
}
