package io.netfscache.node;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.slf4j.LoggerFactory;

/** Everything that is logged by anybody at INFO and above, kept instead of printed. */
final class LogWatch extends AppenderBase<ILoggingEvent> implements AutoCloseable {
    private final Logger ours = (Logger) LoggerFactory.getLogger("io.netfscache");
    private final Logger all = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

    LogWatch() {
        setContext(all.getLoggerContext());
        start();
        ours.setLevel(Level.INFO);
        ours.setAdditive(false);
        ours.addAppender(this);
        all.addAppender(this);
    }

    @Override
    protected void append(ILoggingEvent event) {
        events.add(event);
    }

    void forget() {
        events.clear();
    }

    /** What nobody at the other end of a connection should be able to cause: errors, and stack traces. */
    List<String> loud() {
        return events.stream()
                .filter(event -> event.getLevel().isGreaterOrEqual(Level.ERROR) || event.getThrowableProxy() != null)
                .map(LogWatch::line)
                .toList();
    }

    /** Lines with that text. */
    long count(String text) {
        return events.stream()
                .filter(event -> event.getFormattedMessage().contains(text))
                .count();
    }

    long size() {
        return events.size();
    }

    private static String line(ILoggingEvent event) {
        String thrown = event.getThrowableProxy() == null
                ? ""
                : " " + event.getThrowableProxy().getClassName() + ": "
                        + event.getThrowableProxy().getMessage();
        return event.getLevel() + " " + event.getLoggerName() + " " + event.getFormattedMessage() + thrown;
    }

    @Override
    public void close() {
        ours.detachAppender(this);
        ours.setAdditive(true);
        ours.setLevel(null);
        all.detachAppender(this);
    }
}
