package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class WarmProgressTest {
    private static final long MIB = 1 << 20;
    private static final WarmProgress HALF_WAY =
            new WarmProgress(4210, 0, 10_000, true, 41 * MIB, 98 * MIB, 34 * MIB, 12.5 * MIB);

    @Test
    void aLineOf80ColumnsHasABarAndAllFigures() {
        String line = HALF_WAY.line(80);

        assertThat(line).isEqualTo("[==>     ]  41%  4210/10000 files  41.0 MiB  12.5 MiB/s  origin 83%  ETA 0:05");
        assertThat(line.length()).isLessThan(80);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 20, 40, 70, 79, 80, 81, 120, 300})
    void noLineReachesTheLastColumn(int columns) {
        WarmProgress large = new WarmProgress(
                12_345_678, 99_999, 100_000_000, true, 999 * MIB * MIB, 2000 * MIB * MIB, 999 * MIB * MIB, 1023 * MIB);

        assertThat(large.line(columns).length()).isLessThan(columns);
        assertThat(HALF_WAY.line(columns).length()).isLessThan(columns);
    }

    @Test
    void whileFilesAreStillFoundThereIsNoShareAndNoEstimate() {
        WarmProgress finding = new WarmProgress(3, 1, 500, false, 10, 5000, 10, 10);

        assertThat(finding.line(80)).contains("4/500+ files", "1 failed").doesNotContain("%  ", "ETA", "=");
        assertThat(finding.sentence())
                .isEqualTo("4 of 500 or more files, 1 failed, 10 B, 10 B/s, 100% from the origin");
    }

    @Test
    void filesWithoutBytesCountByNumber() {
        assertThat(new WarmProgress(1, 1, 4, true, 0, 0, 0, 0).share()).isEqualTo(0.5);
        assertThat(new WarmProgress(0, 0, 0, true, 0, 0, 0, 0).line(80)).contains("  0%  0/0 files");
    }

    @Test
    void aFileThatGrowsDoesNotMakeMoreThanAll() {
        assertThat(new WarmProgress(1, 0, 1, true, 20, 10, 30, 1).line(80)).contains("100%", "origin 100%");
    }

    @Test
    void theRateIsThatOfTheLatestWhile() {
        RateMeter rate = new RateMeter(Duration.ofSeconds(5));
        assertThat(rate.perSecond()).isZero();
        for (int second = 0; second <= 20; second++) {
            rate.sample(second * 1_000_000_000L, second <= 10 ? 0 : (second - 10) * 100L);
        }

        assertThat(rate.perSecond()).isEqualTo(100);
    }

    @Test
    void aTerminalGetsOneLineThatIsWrittenOver() {
        StringWriter err = new StringWriter();
        ProgressDisplay display = new ProgressDisplay(new PrintWriter(err), new Terminal(true, 80, 24), false);

        display.show(HALF_WAY);
        display.show(HALF_WAY);
        display.end();

        String line = "\r\u001b[K" + HALF_WAY.line(80);
        assertThat(err.toString()).isEqualTo(line + line + "\r\u001b[K");
    }

    @Test
    void aFileGetsALineNowAndThenWithoutControlCharacters() {
        StringWriter err = new StringWriter();
        ProgressDisplay display = new ProgressDisplay(new PrintWriter(err), Terminal.PLAIN, false);

        for (int i = 0; i < 2 * CliLimits.PROGRESS_LINE_EVERY + 1; i++) {
            display.show(HALF_WAY);
        }
        display.end();

        assertThat(err.toString().lines()).hasSize(2).containsOnly(HALF_WAY.sentence());
        assertThat(err.toString()).doesNotContain("\r", "\u001b");
    }

    @Test
    void whoWantsQuietGetsNothing() {
        StringWriter err = new StringWriter();
        ProgressDisplay display = new ProgressDisplay(new PrintWriter(err), new Terminal(true, 80, 24), true);

        display.show(HALF_WAY);
        display.end();

        assertThat(err.toString()).isEmpty();
    }
}
