package io.netfscache.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class ValueTypeTest {
    @ParameterizedTest
    @CsvSource({"250ms, PT0.25S", "30s, PT30S", "2m, PT2M", "1h, PT1H", "7d, PT168H"})
    void durationsHaveAUnit(String text, Duration duration) {
        assertThat(ValueType.DURATION_TYPE.parser().apply(text)).isEqualTo(duration);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "1.5s", "-1s", "30 s"})
    void whatHasNoneIsRefused(String text) {
        assertThatThrownBy(() -> ValueType.DURATION_TYPE.parser().apply(text))
                .hasMessage("'" + text + "' is no duration: write a number with ms, s, m, h or d");
    }

    @Test
    void numbersAndChoicesNameWhatIsAllowed() {
        assertThatThrownBy(() -> ValueType.number(1, 9).parser().apply("10"))
                .hasMessage("'10' is not a number between 1 and 9");
        assertThatThrownBy(() -> ValueType.choice(LogFormat.class).parser().apply("xml"))
                .hasMessage("'xml' is not one of auto, text, json");
        assertThatThrownBy(() -> ValueType.TEXT.parser().apply(" ")).hasMessage("' ' is empty");
    }

    /** The defaults are a promise to those who rely on them. */
    @Test
    void theDefaultsArePinned() {
        Configuration defaults = new ConfigSources(java.util.Map.of(), java.util.List.of()).with(java.util.Map.of());

        assertThat(defaults.effective().stream()
                        .filter(one -> one.value() != null)
                        .map(one -> one.key() + "=" + one.value()))
                .containsExactly(
                        "node.listen=127.0.0.1:7440",
                        "node.admin=127.0.0.1:7441",
                        "node.member=127.0.0.1:7442",
                        "node.cluster-name=netfs-cache",
                        "node.chunk-size=64M",
                        "node.weight=1",
                        "node.bstop=3",
                        "node.open-chunks=1024",
                        "node.max-records=4000000",
                        "limits.client-connections=10000",
                        "limits.admin-connections=64",
                        "limits.large-frames=64",
                        "log.level=warn",
                        "log.format=auto");
        assertThat(defaults.problems()).isEmpty();
    }
}
