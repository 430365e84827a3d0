package io.netfscache.cli.config;

/**
 * A value as it was given.
 *
 * @param text as it was written
 * @param from where: an option, an environment variable, a file and line
 */
record Given(String text, String from) {}
