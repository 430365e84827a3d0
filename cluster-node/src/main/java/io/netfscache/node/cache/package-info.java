/**
 * The caches of a node: directories that go out of service and come back one by one, while the node and its other caches
 * go on.
 *
 * <p>A request asks {@link io.netfscache.node.cache.Caches} for the store of its object, which is that of the named {@link
 * io.netfscache.node.cache.Cache} if this is {@link io.netfscache.node.cache.CacheState.Online}. What it gets is a {@link
 * io.netfscache.node.cache.WatchedStore}: input/output errors are told to the cache, which is taken out of service when
 * there are many ({@link io.netfscache.node.cache.CacheState.Failed}), probed ({@link io.netfscache.node.cache.DiskProbe})
 * and put back. Operators take a cache out and put it back by hand ({@link io.netfscache.node.cache.CacheState.Withdrawn}).
 *
 * <p>What a cache missed meanwhile needs no repair: its files keep labels of generations that are not current any more,
 * and are misses.
 */
@NullMarked
package io.netfscache.node.cache;

import org.jspecify.annotations.NullMarked;
