/**
 * What a filesystem is built from: inodes with folios, and the read helper that takes each piece of a read from the
 * folios, the cache or the origin. Uses only the public API of {@code io.netfscache}.
 */
@NullMarked
package io.netfscache.netfs;

import org.jspecify.annotations.NullMarked;
