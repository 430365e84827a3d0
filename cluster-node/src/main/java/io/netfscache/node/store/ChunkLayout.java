package io.netfscache.node.store;

import io.netfscache.protocol.Limits;

/**
 * Where things are in a chunk file of one chunk size:
 *
 * <pre>
 *  page 0          {@link ChunkHeader}
 *  pages 1..n      map pages: presence (124 bytes, lowest bit first) and CRC32C (big-endian) of 992 blocks, 4 bytes unused
 *  from page n+1   the chunk's bytes, the first at a multiple of 4096
 * </pre>
 *
 * A block's bit and checksum share a page, so an object of one block takes three pages of disk, and they are written
 * together. The file is sparse: pages of blocks that were never stored are not there.
 */
record ChunkLayout(int chunkBytes) {
    static final int PAGE_BYTES = 4096;
    static final int BITMAP_BYTES = 124;
    static final int BLOCKS_PER_PAGE = BITMAP_BYTES * 8;

    /** Map pages that {@code blocks} blocks take up. */
    static int mapPages(int blocks) {
        return (blocks + BLOCKS_PER_PAGE - 1) / BLOCKS_PER_PAGE;
    }

    int blocksPerChunk() {
        return chunkBytes / Limits.BLOCK_BYTES;
    }

    long mapPosition(int page) {
        return (1L + page) * PAGE_BYTES;
    }

    long dataPosition(long offsetInChunk) {
        return mapPosition(mapPages(blocksPerChunk())) + offsetInChunk;
    }

    /** Bytes of an object of {@code objectSize} bytes that lie in the chunk. */
    int bytesIn(int chunk, long objectSize) {
        return (int) Math.max(0, Math.min(chunkBytes, objectSize - (long) chunk * chunkBytes));
    }

    static int blocks(long bytes) {
        return (int) ((bytes + Limits.BLOCK_BYTES - 1) / Limits.BLOCK_BYTES);
    }
}
