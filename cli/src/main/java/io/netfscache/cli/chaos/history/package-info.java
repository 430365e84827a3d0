/**
 * What every client of a run did and saw. Each process gives its {@link io.netfscache.cli.chaos.history.Event}s to a
 * {@link io.netfscache.cli.chaos.history.Recorder}, mostly a {@link io.netfscache.cli.chaos.history.HistoryFile}; after
 * the run {@link io.netfscache.cli.chaos.history.History} reads all the files and merges them by time.
 */
@NullMarked
package io.netfscache.cli.chaos.history;

import org.jspecify.annotations.NullMarked;
