/**
 * What every client of a run did and saw: {@link io.netfscache.cli.chaos.history.Event}s, kept in files, one line each.
 */
@NullMarked
package io.netfscache.cli.chaos.history;

import org.jspecify.annotations.NullMarked;
