package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.ObjectGeneration;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What a chunk file says about itself, in its first 4096 bytes. Big-endian:
 *
 * <pre>
 *     0  u64  magic "NETFSCHK"
 *     8  u16  format version, 1
 *    10  u16  flags; bit 0: dirty (COHERENCE 7.3)
 *    12  u32  index of the chunk in its object
 *    16  u32  size of a chunk
 *    20  u32  number of dropped ranges
 *    24  u64  object size
 *    32       generation: {@link ObjectGeneration#BYTES} bytes
 *    64       volume key, object key, aux, volume coherency, each a u8 length and that many bytes
 *  2048       dropped ranges: u32 first block, u32 first block after
 *  4092  u32  CRC32C of all before
 * </pre>
 *
 * The label and the dropped blocks are one page and one checksum, so after a power loss a file has either the old label
 * or the new one with its blocks dropped, or is no chunk file at all.
 */
record ChunkHeader(int chunk, int chunkBytes, int flags, ObjectIdentity object, DroppedBlocks dropped) {
    static final int BYTES = ChunkLayout.PAGE_BYTES;
    static final int VERSION = 1;
    static final int FLAG_DIRTY = 1;
    private static final long MAGIC = 0x4e45_5446_5343_484bL;
    private static final int DROPPED_OFFSET = 2048;
    private static final int CHECKSUM_OFFSET = BYTES - 4;

    ChunkHeader dropping(List<BlockRange> more) {
        return new ChunkHeader(chunk, chunkBytes, flags, object, dropped.with(more));
    }

    ChunkHeader labelled(ObjectIdentity next) {
        return new ChunkHeader(chunk, chunkBytes, flags, next, dropped);
    }

    boolean isDirty() {
        return (flags & FLAG_DIRTY) != 0;
    }

    ChunkHeader dirty(boolean is) {
        int changed = is ? flags | FLAG_DIRTY : flags & ~FLAG_DIRTY;
        return new ChunkHeader(chunk, chunkBytes, changed, object, dropped);
    }

    /** For a new file with the same contents. */
    ChunkHeader withoutDropped() {
        return new ChunkHeader(chunk, chunkBytes, flags, object, DroppedBlocks.NONE);
    }

    byte[] encode() {
        byte[] page = new byte[BYTES];
        ByteBuf out = Unpooled.wrappedBuffer(page).clear();
        out.writeLong(MAGIC).writeShort(VERSION).writeShort(flags).writeInt(chunk);
        out.writeInt(chunkBytes).writeInt(dropped.ranges().size()).writeLong(object.objectSize());
        writeGeneration(out, object.generation().volume());
        writeGeneration(out, object.generation().object());
        writeField(out, object.volumeKey().getBytes(StandardCharsets.UTF_8));
        writeField(out, object.objectKey().toArray());
        writeField(out, object.aux().toArray());
        writeField(out, object.volumeCoherency().toArray());
        out.writerIndex(DROPPED_OFFSET);
        for (BlockRange range : dropped.ranges()) {
            out.writeInt(range.from()).writeInt(range.to());
        }
        out.setInt(CHECKSUM_OFFSET, checksum(page));
        return page;
    }

    /** Null unless the page is a whole header of this version. */
    static @Nullable ChunkHeader decode(byte[] page) {
        ByteBuf in = Unpooled.wrappedBuffer(page);
        if (in.readLong() != MAGIC
                || in.readUnsignedShort() != VERSION
                || in.getInt(CHECKSUM_OFFSET) != checksum(page)) {
            return null;
        }
        try {
            return decodeFields(in);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Only a file made on purpose gets here: its checksum is right.
            return null;
        }
    }

    private static ChunkHeader decodeFields(ByteBuf in) {
        int flags = in.readUnsignedShort();
        int chunk = in.readInt();
        int chunkBytes = in.readInt();
        int ranges = in.readInt();
        long objectSize = in.readLong();
        ObjectGeneration generation = new ObjectGeneration(readGeneration(in), readGeneration(in));
        String volumeKey = new String(readField(in), StandardCharsets.UTF_8);
        Bytes objectKey = Bytes.of(readField(in));
        Bytes aux = Bytes.of(readField(in));
        Bytes volumeCoherency = Bytes.of(readField(in));
        in.readerIndex(DROPPED_OFFSET);
        List<BlockRange> dropped = new ArrayList<>();
        for (int i = 0; i < ranges; i++) {
            dropped.add(new BlockRange(in.readInt(), in.readInt()));
        }
        ObjectIdentity object = new ObjectIdentity(volumeKey, objectKey, generation, objectSize, aux, volumeCoherency);
        return new ChunkHeader(chunk, chunkBytes, flags, object, new DroppedBlocks(dropped));
    }

    private static void writeGeneration(ByteBuf out, Generation generation) {
        out.writeLong(generation.counter()).writeLong(generation.nonce());
    }

    private static Generation readGeneration(ByteBuf in) {
        return new Generation(in.readLong(), in.readLong());
    }

    private static void writeField(ByteBuf out, byte[] value) {
        out.writeByte(value.length).writeBytes(value);
    }

    private static byte[] readField(ByteBuf in) {
        byte[] value = new byte[in.readUnsignedByte()];
        in.readBytes(value);
        return value;
    }

    private static int checksum(byte[] page) {
        CRC32C crc = new CRC32C();
        crc.update(page, 0, CHECKSUM_OFFSET);
        return (int) crc.getValue();
    }
}
