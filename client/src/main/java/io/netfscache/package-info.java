/**
 * The FS-Cache network-filesystem API across a cluster: {@link io.netfscache.FsCache} gives {@link
 * io.netfscache.Volume}s, a volume gives {@link io.netfscache.Cookie}s, a cookie gives {@link
 * io.netfscache.CacheOperation}s that read and write cached bytes.
 */
@NullMarked
package io.netfscache;

import org.jspecify.annotations.NullMarked;
