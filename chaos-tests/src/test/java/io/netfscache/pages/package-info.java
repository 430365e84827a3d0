/**
 * Two clients that write the same files, against three nodes that are processes of their own. {@link
 * io.netfscache.pages.RandomOperations} runs several {@link io.netfscache.pages.Pair}s of clients at a time, each on files of
 * its own: a {@link io.netfscache.pages.Dice} says what comes next, the pair does it to the files and to their {@link
 * io.netfscache.pages.ModelFile}s, and each byte that a read gives must be the model's. The bytes that are written are {@link
 * io.netfscache.pages.Fingerprint}s, so that a {@link io.netfscache.pages.Difference} says whose bytes were there instead.
 */
@NullMarked
package io.netfscache.pages;

import org.jspecify.annotations.NullMarked;
