package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netfscache.cli.StandardOutput.OutputException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.channels.Channels;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** Where output goes to. */
@Timeout(60)
class TerminalTest {
    @Test
    void theSizeIsWhatSttySays() {
        assertThat(Terminal.ofSize("50 132\n")).isEqualTo(new Terminal(true, 132, 50));
        assertThat(Terminal.ofSize("0 0")).isEqualTo(new Terminal(true, 80, 24));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "stty: standard input: Inappropriate ioctl for device", "80", "-1 80", "24 800000"})
    void anythingElseIsNoTerminal(String said) {
        assertThat(Terminal.ofSize(said)).isEqualTo(Terminal.PLAIN);
    }

    @Test
    void theEnvironmentAsksForPlainOutput() {
        assertThat(Terminal.wantsPlain(Map.of("TERM", "xterm"))).isFalse();
        assertThat(Terminal.wantsPlain(Map.of("TERM", "xterm", "NO_COLOR", ""))).isFalse();
        assertThat(Terminal.wantsPlain(Map.of("TERM", "xterm", "NO_COLOR", "1")))
                .isTrue();
        assertThat(Terminal.wantsPlain(Map.of("TERM", "dumb"))).isTrue();
        assertThat(Terminal.wantsPlain(Map.of())).isTrue();
    }

    private static StandardOutput failing(String why) {
        OutputStream broken = new OutputStream() {
            @Override
            public void write(int b) throws IOException {
                throw new IOException(why);
            }
        };
        return StandardOutput.over(Channels.newChannel(broken), StandardCharsets.UTF_8);
    }

    private static int exitOfHelpLikeOutput(StandardOutput out) {
        CommandLine line = NetfsCacheCommand.commandLine();
        line.setOut(out);
        line.setErr(new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8));
        return line.execute("completion", "bash");
    }

    @Test
    void aReaderThatHasGoneIsNoErrorAndAFullDiskIs() {
        assertThat(exitOfHelpLikeOutput(failing("Broken pipe"))).isEqualTo(141);
        assertThat(exitOfHelpLikeOutput(failing("No space left on device"))).isEqualTo(1);
    }

    @Test
    void whyOutputFailedIsRemembered() {
        StandardOutput full = failing("No space left on device");
        full.println("lost");

        assertThatExceptionOfType(OutputException.class)
                .isThrownBy(() -> StandardOutput.check(full))
                .withMessage("cannot write to standard output: No space left on device");
    }

    @Test
    void textAndBytesGoTheSameWay() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        StandardOutput out = StandardOutput.over(Channels.newChannel(bytes), StandardCharsets.UTF_8);

        out.print("Gr\u00fc\u00dfe ");
        StandardOutput.check(out);
        out.channel().write(StandardCharsets.UTF_8.encode("alle"));

        assertThat(bytes.toString(StandardCharsets.UTF_8)).isEqualTo("Gr\u00fc\u00dfe alle");
    }

    @Test
    void timesAreShort() {
        assertThat(Durations.text(Duration.ofMillis(-5))).isEqualTo("0 s");
        assertThat(Durations.text(Duration.ofSeconds(60))).isEqualTo("1 min");
        assertThat(Durations.text(Duration.ofSeconds(3725))).isEqualTo("1 h 2 min");
        assertThat(Durations.text(Duration.ofDays(400))).isEqualTo("400 d");
        assertThat(Durations.clock(Duration.ofSeconds(65))).isEqualTo("1:05");
        assertThat(Durations.clock(Duration.ofSeconds(3725))).isEqualTo("1:02:05");
    }

    @Test
    void whatIsShownAgainAndAgainFitsOnTheScreen() {
        Terminal small = new Terminal(true, 10, 4);

        assertThat(small.cut("123456789012\n2\n3").lines()).containsExactly("123456789", "2", "3");
        assertThat(small.cut("1\n2\n3\n4\n5").lines()).containsExactly("1", "2", "and 3 lin");
        assertThat(new Terminal(true, 80, 1).cut("1\n2").lines()).containsExactly("and 2 lines more");
    }
}
