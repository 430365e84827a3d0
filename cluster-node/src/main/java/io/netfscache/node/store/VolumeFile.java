package io.netfscache.node.store;

import io.netfscache.protocol.Bytes;
import io.netfscache.protocol.Generation;
import io.netfscache.protocol.Limits;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * What the file {@code coherency} in the folder of a volume says. A volume can get other coherency data and stay in its
 * generation, and so do its chunks, whose headers then have the former. Big-endian:
 *
 * <pre>
 *   0  u64  magic "NETFSVOL"
 *   8  u16  format version, 1
 *  10       volume generation: 16 bytes
 *  26       volume key, coherency data, each a u8 length and that many bytes
 *      u32  CRC32C of all before
 * </pre>
 *
 * @param generation of the volume when it had this coherency data
 */
record VolumeFile(String volumeKey, Generation generation, Bytes coherency) {
    /** No bucket and no chunk has a name like it. */
    static final String NAME = "coherency";

    static final int VERSION = 1;
    private static final long MAGIC = 0x4e45_5446_5356_4f4cL;
    private static final int FIXED_BYTES = 26;
    private static final int CHECKSUM_BYTES = 4;
    static final int MAX_BYTES =
            FIXED_BYTES + 1 + Limits.MAX_VOLUME_KEY_BYTES + 1 + Limits.MAX_AUX_BYTES + CHECKSUM_BYTES;

    byte[] encode() {
        byte[] key = volumeKey.getBytes(StandardCharsets.UTF_8);
        byte[] file = new byte[FIXED_BYTES + 1 + key.length + 1 + coherency.length() + CHECKSUM_BYTES];
        ByteBuf out = Unpooled.wrappedBuffer(file).clear();
        out.writeLong(MAGIC).writeShort(VERSION);
        out.writeLong(generation.counter()).writeLong(generation.nonce());
        out.writeByte(key.length).writeBytes(key);
        out.writeByte(coherency.length()).writeBytes(coherency.toArray());
        out.writeInt(checksum(file));
        return file;
    }

    /** Null unless it is a whole file of this version. */
    static @Nullable VolumeFile decode(byte[] file) {
        ByteBuf in = Unpooled.wrappedBuffer(file);
        if (file.length < FIXED_BYTES + 2 + CHECKSUM_BYTES
                || in.readLong() != MAGIC
                || in.readUnsignedShort() != VERSION
                || in.getInt(file.length - CHECKSUM_BYTES) != checksum(file)) {
            return null;
        }
        try {
            Generation generation = new Generation(in.readLong(), in.readLong());
            String key = new String(field(in), StandardCharsets.UTF_8);
            return new VolumeFile(key, generation, Bytes.of(field(in)));
        } catch (IndexOutOfBoundsException e) {
            // Only a file made on purpose gets here: its checksum is right.
            return null;
        }
    }

    private static byte[] field(ByteBuf in) {
        byte[] value = new byte[in.readUnsignedByte()];
        in.readBytes(value);
        return value;
    }

    private static int checksum(byte[] file) {
        CRC32C crc = new CRC32C();
        crc.update(file, 0, file.length - CHECKSUM_BYTES);
        return (int) crc.getValue();
    }
}
