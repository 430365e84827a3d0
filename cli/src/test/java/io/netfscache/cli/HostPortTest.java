package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

@Timeout(30)
class HostPortTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.7:7440, 10.0.0.7, 7440",
        "node-1.example.com:1, node-1.example.com, 1",
        "[::1]:7440, ::1, 7440",
        "[fe80::1%eth0]:65535, fe80::1%eth0, 65535",
        "7440, 127.0.0.1, 7440",
        "0, 127.0.0.1, 0"
    })
    void parsesWhatPeopleWrite(String text, String host, int port) {
        assertThat(HostPort.parse(text)).isEqualTo(new HostPort(host, port));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "host", "host:", ":7440", "::1:7440", "host:x", "[::1]", "a b:1", "http://h:1", "h:-1"})
    void refusesWhatIsNoAddress(String text) {
        assertThatThrownBy(() -> HostPort.parse(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("'" + text + "' is no address");
    }

    @Test
    void refusesPortsBeyondTheLast() {
        assertThatThrownBy(() -> HostPort.parse("host:65536")).hasMessageContaining("65536 is not between 0 and 65535");
    }

    @Test
    void writesAddressesSoThatTheyCanBeReadBack() {
        assertThat(HostPort.format(HostPort.address("127.0.0.1:7440"))).isEqualTo("127.0.0.1:7440");
        assertThat(new HostPort("::1", 7440)).hasToString("[::1]:7440");
    }
}
