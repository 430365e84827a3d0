package io.netfscache.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import com.fasterxml.jackson.databind.JsonNode;
import io.netfscache.cli.config.LogFormat;
import io.netfscache.cli.config.LogLevel;
import io.netfscache.cli.config.LogSettings;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

@Timeout(60)
class StderrLoggingTest {
    private final LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();

    @AfterEach
    void reset() {
        StderrLogging.configure(new LogSettings(LogLevel.WARN, LogFormat.TEXT));
    }

    private String line(Throwable cause, String pattern, Object... arguments) {
        Logger logger = context.getLogger("io.netfscache.test");
        ConsoleAppender<ILoggingEvent> console = (ConsoleAppender<ILoggingEvent>)
                context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender("stderr");
        LoggingEvent event = new LoggingEvent("test", logger, Level.WARN, pattern, cause, arguments);
        return new String(console.getEncoder().encode(event), StandardCharsets.UTF_8);
    }

    @Test
    void aLineIsTextOrOneJsonObject() {
        StderrLogging.configure(new LogSettings(LogLevel.WARN, LogFormat.TEXT));
        assertThat(line(null, "{} of {}", 2, 3))
                .endsWith(" WARN  io.netfscache.test - 2 of 3" + System.lineSeparator());

        StderrLogging.configure(new LogSettings(LogLevel.WARN, LogFormat.JSON));
        String line = line(new IllegalStateException("why"), "{} of\n{}", 2, 3);
        assertThat(line.lines()).hasSize(1);
        JsonNode json = Json.read(line, JsonNode.class);
        assertThat(json.path("formattedMessage").asText()).isEqualTo("2 of\n3");
        assertThat(json.path("level").asText()).isEqualTo("WARN");
        assertThat(json.path("throwable").path("message").asText()).isEqualTo("why");
    }

    @Test
    void theLevelCanBeChangedWhileTheProcessRuns() {
        StderrLogging.configure(new LogSettings(LogLevel.DEBUG, LogFormat.TEXT));
        assertThat(context.getLogger("io.netfscache.test").getEffectiveLevel()).isEqualTo(Level.DEBUG);
        assertThat(context.getLogger("com.hazelcast.x").getEffectiveLevel()).isEqualTo(Level.INFO);

        StderrLogging.configure(new LogSettings(LogLevel.ERROR, LogFormat.TEXT));
        assertThat(context.getLogger("io.netfscache.test").getEffectiveLevel()).isEqualTo(Level.ERROR);
        assertThat(StderrLogging.isVerbose()).isFalse();
    }
}
