package io.netfscache.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import io.netfscache.cli.config.LogFormat;
import io.netfscache.cli.config.LogLevel;
import io.netfscache.cli.config.LogSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/**
 * Sets logging up: to standard error, where it cannot mix with contents and figures; warnings, until the configuration is
 * known. Found by logback as a service.
 */
public final class StderrLogging extends ContextAwareBase implements Configurator {
    private static final String CONSOLE = "stderr";
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg%n%ex";
    /** Warns of every member that goes, and at the first stop of a cluster writes pages. */
    private static final String HAZELCAST = "com.hazelcast";
    /** Logs, with its stack trace, what it also throws: that becomes the node's one line about a port in use. */
    private static final String HAZELCAST_PORT = "com.hazelcast.instance.AddressPicker";

    private static final List<String> LIBRARIES =
            List.of("io.netfscache.internal", "io.netfscache.netfs", "io.netfscache.node");

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName(CONSOLE);
        console.setTarget("System.err");
        console.setEncoder(text(context));
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        setLevels(context, LogLevel.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** As the configuration has it; may be called again when that changes. A command is no service: auto means text. */
    static void configure(LogSettings settings) {
        configure(settings, false);
    }

    /** @param service whether the process is one that runs on and on, whose log others collect */
    static void configure(LogSettings settings, boolean service) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            setLevels(context, settings.level());
            // A command that ends says what matters in words of its own; the rest comes with -v.
            @Nullable Level ofLibraries = !service && settings.level() == LogLevel.WARN ? Level.ERROR : null;
            LIBRARIES.forEach(library -> context.getLogger(library).setLevel(ofLibraries));
            boolean json = settings.format() == LogFormat.JSON
                    || (settings.format() == LogFormat.AUTO && service && isCollected(System.getenv()));
            setEncoder(context, json ? json(context) : text(context));
        }
    }

    static boolean isVerbose() {
        return LoggerFactory.getLogger(StderrLogging.class).isInfoEnabled();
    }

    private static void setEncoder(LoggerContext context, Encoder<ILoggingEvent> encoder) {
        if (context.getLogger(Logger.ROOT_LOGGER_NAME).getAppender(CONSOLE)
                instanceof ConsoleAppender<ILoggingEvent> console) {
            console.setEncoder(encoder);
        }
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        // Else the message is the pattern, and its arguments stand beside it.
        encoder.setWithFormattedMessage(true);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.start();
        return encoder;
    }

    /** Whether this is a container whose standard error is not somebody's terminal. */
    private static boolean isCollected(Map<String, String> environment) {
        boolean container = environment.containsKey("KUBERNETES_SERVICE_HOST")
                || Files.exists(Path.of("/.dockerenv"))
                || Files.exists(Path.of("/run/.containerenv"));
        return container && !isTerminal(Path.of("/proc/self/fd/2"));
    }

    private static boolean isTerminal(Path descriptor) {
        try {
            String target = Files.readSymbolicLink(descriptor).toString();
            return target.startsWith("/dev/pts/") || target.startsWith("/dev/tty") || target.equals("/dev/console");
        } catch (IOException e) {
            return false;
        }
    }

    private static void setLevels(LoggerContext context, LogLevel level) {
        context.getLogger(Logger.ROOT_LOGGER_NAME)
                .setLevel(level == LogLevel.DEBUG ? Level.INFO : Level.valueOf(level.name()));
        context.getLogger("io.netfscache").setLevel(level == LogLevel.DEBUG ? Level.DEBUG : null);
        context.getLogger(HAZELCAST)
                .setLevel(
                        switch (level) {
                            case ERROR, WARN -> Level.ERROR;
                            case INFO -> Level.WARN;
                            case DEBUG -> Level.INFO;
                        });
        boolean quiet = level == LogLevel.ERROR || level == LogLevel.WARN;
        context.getLogger(HAZELCAST_PORT).setLevel(quiet ? Level.OFF : null);
    }
}
