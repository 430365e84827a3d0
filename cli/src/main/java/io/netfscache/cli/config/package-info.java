/**
 * Where the values of the settings come from. {@link io.netfscache.cli.config.Settings} declares each setting once: its
 * key, from which follow its environment variable and its option, its type, default and meaning. {@link
 * io.netfscache.cli.config.ConfigSources} gathers what options, environment and files ({@link
 * io.netfscache.cli.config.ConfigFile}) give; {@link io.netfscache.cli.config.Configuration} is what comes of it, in the
 * order option, environment, file, default, with a {@link io.netfscache.cli.config.Problem} for each thing that is wrong
 * anywhere. {@link io.netfscache.cli.config.ConfiguredCommandLine} puts it under picocli; {@link
 * io.netfscache.cli.config.NodeSettings} and {@link io.netfscache.cli.config.LogSettings} turn it into the records that
 * the program runs with; {@link io.netfscache.cli.config.ConfigWatch} sees changes of the files.
 */
@NullMarked
package io.netfscache.cli.config;

import org.jspecify.annotations.NullMarked;
