package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

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
}
