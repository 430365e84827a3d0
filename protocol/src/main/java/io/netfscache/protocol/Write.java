package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Store bytes of an object: {@code length} bytes follow the encoded fields as payload. {@code offset} is a multiple of
 * {@link Limits#BLOCK_BYTES}, the length too unless the payload ends where the object does, and the range lies in one
 * chunk. Present blocks stay as they are. Answered by {@link Written}.
 *
 * @param generation captured before the origin was read (COHERENCE 5.5)
 * @param offset in bytes from the object's start
 * @param checksums one per block of the payload
 * @param modified whether these are bytes that the client itself has changed: the chunk is marked dirty before they are
 *     stored (COHERENCE 7.3)
 */
public record Write(
        CookieId cookie, ObjectGeneration generation, long offset, int length, Checksums checksums, boolean modified)
        implements Frame {
    /** Bytes of the origin: a fill. */
    public Write(CookieId cookie, ObjectGeneration generation, long offset, int length, Checksums checksums) {
        this(cookie, generation, offset, length, checksums, false);
    }

    public Write {
        Wire.checkIo(offset, length, "WRITE");
    }

    @Override
    public FrameType type() {
        return FrameType.WRITE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCookieId(out, cookie);
        generation.encode(out);
        out.writeLong(offset);
        out.writeInt(length);
        out.writeByte(modified ? 1 : 0);
        checksums.encode(out);
    }

    /** Reads the fields and leaves the payload, which must be there in full, in {@code in}. */
    static Write decode(ByteBuf in) {
        CookieId cookie = Wire.readCookieId(in);
        ObjectGeneration generation = ObjectGeneration.decode(in);
        long offset = Wire.readSize(in, "offset");
        int length = Wire.checkIo(offset, Wire.readInt(in, "length"), "WRITE");
        boolean modified = Wire.readBoolean(in, "modified");
        Checksums checksums = Checksums.decode(in, Checksums.blocks(length));
        if (in.readableBytes() != length) {
            throw new ProtocolException("WRITE of " + length + " bytes has a payload of " + in.readableBytes());
        }
        return new Write(cookie, generation, offset, length, checksums, modified);
    }
}
