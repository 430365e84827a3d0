/**
 * The {@code netfs-cache} command. {@link io.netfscache.cli.Main} hands the arguments to picocli, which fills in one of
 * the command classes and calls it. A client command connects through {@link io.netfscache.cli.ClientOptions}, to the
 * servers that it is told of or to the user's own cache ({@code EmbeddedCache}), reads
 * through {@link io.netfscache.cli.ContentReader} and prints through {@link io.netfscache.cli.OutputOptions}: figures
 * and contents to standard output, everything else to standard error. What goes wrong becomes one line and an exit
 * status in {@link io.netfscache.cli.FailureReport}.
 */
@NullMarked
package io.netfscache.cli;

import org.jspecify.annotations.NullMarked;
