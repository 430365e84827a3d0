/**
 * The node's own backing store: chunks of objects in files, each labelled with the generation whose bytes it has.
 *
 * <p>A read: {@link io.netfscache.node.store.DirectoryStore#pinIfOpen} finds the {@link
 * io.netfscache.node.store.OpenChunk} in {@link io.netfscache.node.store.OpenChunks}, or {@code open} brings it from
 * disk by way of {@link io.netfscache.node.store.ChunkTable}; the {@link io.netfscache.node.store.PinnedChunk} tells
 * which blocks can be served ({@link io.netfscache.node.store.ChunkMap}), appends their checksums, and gives the bytes
 * as a {@link io.netfscache.node.store.ChunkRegion} for {@code sendfile}, out of the {@link
 * io.netfscache.node.store.ChunkFile}. No lock is taken on this way.
 *
 * <p>A write reserves the missing blocks under the object's lock, writes the bytes without it, and then adds checksum
 * and bit, in that order on disk. A fence writes one page, the {@link io.netfscache.node.store.ChunkHeader}: the new
 * label and which blocks are dropped. A dropped block is never stored again in that file, since its pages may still be
 * on their way to a client: the next write of it moves what is left to a new file.
 *
 * <p>Bytes that a client has changed make their chunk dirty, on the disk before the first of them is written, until a fence
 * says that nobody modifies the object any more. {@link io.netfscache.node.store.VolumeFiles} keeps the coherency data of
 * each volume beside its chunks. {@link io.netfscache.node.store.Adoption} is the rule by which chunks will be taken over
 * when records are lost. {@link io.netfscache.node.store.StoreFences} applies fences, {@link
 * io.netfscache.node.store.Culling} deletes what is asked for by name.
 *
 * <p>After an unclean stop ({@link io.netfscache.node.store.CleanMarker}) nothing on disk is believed: headers and
 * blocks are compared with their checksums before the first use, and what does not match is a miss. So no other write is
 * followed by an fsync. {@link io.netfscache.node.store.ChunkLayout} has the picture of a file, {@link
 * io.netfscache.node.store.StoreLimits} every limit.
 */
@NullMarked
package io.netfscache.node.store;

import org.jspecify.annotations.NullMarked;
