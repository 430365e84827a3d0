/**
 * What every client of a run did and saw. Each process gives its {@link io.netfscache.cli.chaos.history.Event}s to a
 * {@link io.netfscache.cli.chaos.history.Recorder}, mostly a {@link io.netfscache.cli.chaos.history.HistoryFile}; after
 * the run {@link io.netfscache.cli.chaos.history.History} reads all the files and merges them by time. {@link
 * io.netfscache.cli.chaos.history.Checker} goes through it once: {@link io.netfscache.cli.chaos.history.ClientCalls} pairs
 * calls with their ends, {@link io.netfscache.cli.chaos.history.FileVersions} knows what was written and promised, {@link
 * io.netfscache.cli.chaos.history.ReadCheck} holds each read against both, and {@link
 * io.netfscache.cli.chaos.history.Tally} makes the {@link io.netfscache.cli.chaos.history.Verdict}. {@link
 * io.netfscache.cli.chaos.history.Timeline} draws what was found.
 */
@NullMarked
package io.netfscache.cli.chaos.history;

import org.jspecify.annotations.NullMarked;
