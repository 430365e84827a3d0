package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.netfscache.CacheException;
import io.netfscache.protocol.ErrorCode;
import io.netfscache.protocol.Reason;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.nio.file.FileSystemLoopException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

@Timeout(30)
class FailureReportTest {
    @Test
    void saysWhatHappenedInOneLine() {
        assertThat(FailureReport.describe(new NoSuchFileException("/a"))).isEqualTo("/a: no such file");
        assertThat(FailureReport.describe(new IOException("first\nsecond"))).isEqualTo("first");
        assertThat(FailureReport.describe(new ExecutionException(new IOException("inner"))))
                .isEqualTo("inner");
        assertThat(FailureReport.describe(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void saysWhatToDoWhereItIsKnown() {
        assertThat(FailureReport.describe(new ConnectException("h:80: connection refused")))
                .isEqualTo("h:80: connection refused; is the server running, and its address right?");
        assertThat(FailureReport.describe(new FileSystemLoopException("/a")))
                .isEqualTo("/a: its symbolic links lead in a circle");
        assertThat(FailureReport.describe(new CacheException(ErrorCode.ENOBUFS, Reason.NO_QUORUM, "no lease")))
                .isEqualTo(
                        "ENOBUFS: no lease (the cluster has no quorum); start nodes until a majority of the voters is"
                                + " up; 'netfs-cache status' tells which are missing");
    }

    @Test
    void doesNotLetAFileNameMoveTheCursor() {
        assertThat(FailureReport.describe(new NoSuchFileException("/a\u001b[2J")))
                .isEqualTo("/a\\x1b[2J: no such file");
    }

    @ParameterizedTest
    @EnumSource(Reason.class)
    void everyReasonHasWords(Reason reason) {
        assertThat(Remedies.text(reason.name())).isEqualTo(reason.text());
        assertThat(Remedies.after("x", reason)).isEqualTo(reason == Reason.NONE ? "x" : "x; " + reason.advice());
    }

    @Test
    void aReasonOfANewerNodeStaysAsItIs() {
        assertThat(Remedies.text("FROM_THE_FUTURE")).isEqualTo("FROM_THE_FUTURE");
    }

    @Test
    void aPasswordInAnArgumentThatIsTooManyIsNotPrinted() {
        StringWriter err = new StringWriter();
        CommandLine line = NetfsCacheCommand.commandLine();
        line.setErr(new PrintWriter(err));

        assertThat(line.execute("explain", "/a", "http://user:secret@host/f")).isEqualTo(2);

        assertThat(err.toString()).contains("http://host/f").doesNotContain("secret");
    }

    @Test
    void anOwnerThatIsSilentMayAlsoBeSlow() {
        assertThat(EmbeddedCache.ownerIsSilent(Path.of("/c")))
                .isEqualTo("another process has the cache in /c and does not answer within 6 s: it is stopped, or this"
                        + " machine is very busy");
    }
}
