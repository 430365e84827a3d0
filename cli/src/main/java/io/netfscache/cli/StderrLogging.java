package io.netfscache.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.spi.ContextAwareBase;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;

/** Sets logging up: warnings to standard error, where they cannot mix with contents and figures. Found by logback as a service. */
public final class StderrLogging extends ContextAwareBase implements Configurator {
    private static final String PATTERN = "%d{HH:mm:ss.SSS} %-5level %logger{20} - %msg%n%ex";
    /** Warns of every member that goes, and at the first stop of a cluster writes pages. */
    private static final String HAZELCAST = "com.hazelcast";
    /** Logs, with its stack trace, what it also throws: that becomes the node's one line about a port in use. */
    private static final String HAZELCAST_PORT = "com.hazelcast.instance.AddressPicker";

    private static final String SESSIONS = "io.netfscache.internal.Session";

    @Override
    public ExecutionStatus configure(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(PATTERN);
        encoder.start();
        ConsoleAppender<ILoggingEvent> console = new ConsoleAppender<>();
        console.setContext(context);
        console.setName("stderr");
        console.setTarget("System.err");
        console.setEncoder(encoder);
        console.start();
        context.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(console);
        setLevels(context, 0);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }

    /** 0: warnings; 1: what happens; 2 and more: everything of ours. */
    static void setVerbosity(int verbosity) {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context) {
            setLevels(context, verbosity);
        }
    }

    /** Does not warn of sessions that end, unless more is wanted. */
    static void quietSessions() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext context && !isVerbose()) {
            context.getLogger(SESSIONS).setLevel(Level.ERROR);
        }
    }

    static boolean isVerbose() {
        return LoggerFactory.getLogger(StderrLogging.class).isInfoEnabled();
    }

    private static void setLevels(LoggerContext context, int verbosity) {
        context.getLogger(Logger.ROOT_LOGGER_NAME).setLevel(verbosity == 0 ? Level.WARN : Level.INFO);
        context.getLogger("io.netfscache").setLevel(verbosity > 1 ? Level.DEBUG : null);
        context.getLogger(HAZELCAST).setLevel(verbosity == 0 ? Level.ERROR : verbosity == 1 ? Level.WARN : Level.INFO);
        context.getLogger(HAZELCAST_PORT).setLevel(verbosity == 0 ? Level.OFF : null);
    }
}
