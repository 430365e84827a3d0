/**
 * Makes the archive that people unpack, as a step of the build: {@link io.netfscache.dist.Assemble} is called by Maven,
 * {@link io.netfscache.dist.Distribution} lists what is in it, {@link io.netfscache.dist.ManPage} writes a page from a
 * command's own model, so that pages and completion are never older than the commands, and {@link
 * io.netfscache.dist.Archive} packs, the same bytes each time.
 */
@NullMarked
package io.netfscache.dist;

import org.jspecify.annotations.NullMarked;
