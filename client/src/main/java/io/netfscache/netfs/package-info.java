/**
 * What a filesystem is built from. A file is opened in {@code InodeCache}. A read goes from {@link
 * io.netfscache.netfs.NetfsFile} through the dirty pages of the file ({@code PageReader}) to the read helper, which takes each
 * piece from the folios, the cache or the origin ({@code ReadHelper}, {@code ReadAhead}, {@code FolioCache}, {@code
 * FolioLoader}); what came from the origin is stored behind the reader's back ({@code WriteBehind}). A write goes into dirty
 * pages ({@code FilePages}, {@code DirtyPages}); {@code WriteBackSchedule} says when they go to the origin, {@code WriteBack}
 * has one write-back per file, {@code WriteBackBatch} is one, over exactly the version that was captured ({@code BaseVersion}),
 * and {@code CacheUpdate} tells the cache. The decisions are in {@code ReadRules} and {@code PageRules}. Uses only the public
 * API of {@code io.netfscache}, and gives filesystems of their own what they need of it: {@link
 * io.netfscache.netfs.NetfsInode}.
 */
@NullMarked
package io.netfscache.netfs;

import org.jspecify.annotations.NullMarked;
