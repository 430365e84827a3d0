package io.netfscache.cli.config;

/** How a process logs. */
public record LogSettings(LogLevel level, LogFormat format) {
    public static LogSettings of(Configuration configuration) {
        return new LogSettings(configuration.get(Settings.LOG_LEVEL), configuration.get(Settings.LOG_FORMAT));
    }
}
