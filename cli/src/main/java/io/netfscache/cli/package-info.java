/**
 * The {@code netfs-cache} command. {@link io.netfscache.cli.Main} hands the arguments to picocli, which fills in one of
 * the command classes and calls it. A command about one file is a {@link io.netfscache.cli.FileCommand} and reads through
 * {@link io.netfscache.cli.ContentReader}; one that asks the cluster about itself is an {@link
 * io.netfscache.cli.OperatorCommand}. Both connect through {@link io.netfscache.cli.ClientOptions}. What they have found
 * out is a record ({@link io.netfscache.cli.Explained}, {@link io.netfscache.cli.ClusterStatus}, {@link
 * io.netfscache.cli.ClusterStats}, {@link io.netfscache.cli.Listing}) that knows its text for people, and {@link
 * io.netfscache.cli.OutputOptions} prints that, or the record as JSON: figures and contents to standard output,
 * everything else to standard error. What goes wrong becomes one line and an exit status in {@link
 * io.netfscache.cli.FailureReport}.
 */
@NullMarked
package io.netfscache.cli;

import org.jspecify.annotations.NullMarked;
