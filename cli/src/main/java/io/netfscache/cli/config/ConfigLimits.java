package io.netfscache.cli.config;

/** Every size of the configuration. */
final class ConfigLimits {
    /** Largest configuration file, in bytes. */
    static final long MAX_FILE_BYTES = 1 << 20;
    /** Most characters of a wrong value that a message quotes. */
    static final int QUOTED_CHARACTERS = 100;

    private ConfigLimits() {}
}
