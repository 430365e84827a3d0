package io.netfscache.node.store;

import io.netfscache.protocol.Checksums;
import io.netfscache.protocol.Limits;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * Which blocks of a chunk are there, with their checksums: the memory of its map pages. Changed under the lock of the
 * object, looked at by all: a block is servable when it is present and not unchecked, asked in the order of {@link
 * #servableEnd}.
 */
final class ChunkMap {
    private final BlockSet present;
    /** Present, but not compared with their checksum since an unclean stop. */
    private final BlockSet unchecked;

    private final int[] checksums;

    private ChunkMap(BlockSet present, BlockSet unchecked, int[] checksums) {
        this.present = present;
        this.unchecked = unchecked;
        this.checksums = checksums;
    }

    static ChunkMap empty(int blocks) {
        return new ChunkMap(new BlockSet(blocks), new BlockSet(blocks), new int[blocks]);
    }

    /** As the file says, without the dropped blocks. */
    static ChunkMap read(ChunkFile file, int blocks, DroppedBlocks dropped, boolean trusted) throws IOException {
        ChunkMap map = empty(blocks);
        ByteBuffer pages = file.readMapPages(blocks);
        for (int block = 0; block < blocks; block++) {
            int page = block / ChunkLayout.BLOCKS_PER_PAGE * ChunkLayout.PAGE_BYTES;
            int slot = block % ChunkLayout.BLOCKS_PER_PAGE;
            if ((pages.get(page + (slot >>> 3)) >>> (slot & 7) & 1) != 0) {
                map.present.add(block, block + 1);
                map.checksums[block] = pages.getInt(page + ChunkLayout.BITMAP_BYTES + 4 * slot);
            }
        }
        dropped.removeFrom(map.present);
        return trusted ? map : new ChunkMap(map.present, map.present.copy(), map.checksums);
    }

    /** A copy for {@code blocks} blocks, without the dropped ones. */
    ChunkMap copy(int blocks, DroppedBlocks dropped) {
        ChunkMap copy =
                new ChunkMap(present.resized(blocks), unchecked.resized(blocks), Arrays.copyOf(checksums, blocks));
        copy.remove(dropped);
        return copy;
    }

    int blocks() {
        return checksums.length;
    }

    BlockSet present() {
        return present;
    }

    int checksum(int block) {
        return checksums[block];
    }

    /** First block from {@code from} that is missing or unchecked. Asks in the order opposite to {@link #remove}. */
    int servableEnd(int from, int to) {
        int checkedEnd = unchecked.next(from, to, true);
        return present.next(from, checkedEnd, false);
    }

    boolean needsCheck(int from, int to) {
        return unchecked.intersects(from, to);
    }

    /** The blocks that a check looks at: all present ones, or those unchecked. */
    BlockSet toCheck(boolean all) {
        return all ? present : unchecked;
    }

    void checked(BlockRange range) {
        unchecked.remove(range.from(), range.to());
    }

    void remove(DroppedBlocks dropped) {
        dropped.removeFrom(present);
        dropped.removeFrom(unchecked);
    }

    /** Writes the pages of the ranges as they are with the blocks of the ranges added, then adds the blocks. */
    void publish(ChunkFile file, List<BlockRange> ranges, int firstBlock, Checksums sums) throws IOException {
        BlockSet after = present.copy();
        for (BlockRange range : ranges) {
            after.add(range.from(), range.to());
            for (int block = range.from(); block < range.to(); block++) {
                checksums[block] = sums.at(block - firstBlock);
            }
        }
        int written = -1;
        for (BlockRange range : ranges) {
            int last = (range.to() - 1) / ChunkLayout.BLOCKS_PER_PAGE;
            for (int page = Math.max(written + 1, range.from() / ChunkLayout.BLOCKS_PER_PAGE); page <= last; page++) {
                file.writeMapPage(page, page(page, after));
                written = page;
            }
        }
        for (BlockRange range : ranges) {
            present.add(range.from(), range.to());
        }
    }

    /** Writes all pages that have a present block. */
    void writeTo(ChunkFile file) throws IOException {
        for (int page = 0; page < ChunkLayout.mapPages(blocks()); page++) {
            int from = page * ChunkLayout.BLOCKS_PER_PAGE;
            if (present.intersects(from, Math.min(blocks(), from + ChunkLayout.BLOCKS_PER_PAGE))) {
                file.writeMapPage(page, page(page, present));
            }
        }
    }

    private ByteBuffer page(int page, BlockSet bits) {
        int from = page * ChunkLayout.BLOCKS_PER_PAGE;
        int to = Math.min(blocks(), from + ChunkLayout.BLOCKS_PER_PAGE);
        ByteBuffer contents = ByteBuffer.allocate(ChunkLayout.PAGE_BYTES);
        contents.put(bits.toBitmap(from, to)).position(ChunkLayout.BITMAP_BYTES);
        for (int block = from; block < to; block++) {
            contents.putInt(checksums[block]);
        }
        return contents.clear();
    }

    /** Bytes of the present blocks of a chunk that has {@code bytes} bytes of its object. */
    long presentBytes(int bytes) {
        long all = (long) present.count() * Limits.BLOCK_BYTES;
        boolean hasTail = bytes % Limits.BLOCK_BYTES != 0 && present.contains(blocks() - 1);
        return hasTail ? all - Limits.BLOCK_BYTES + bytes % Limits.BLOCK_BYTES : all;
    }
}
