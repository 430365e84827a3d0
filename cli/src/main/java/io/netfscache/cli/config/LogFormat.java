package io.netfscache.cli.config;

/** How a log line looks. */
public enum LogFormat {
    AUTO,
    TEXT,
    JSON
}
