package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Read cached bytes. {@code offset} is a multiple of {@link Limits#BLOCK_BYTES}; the range lies in one chunk. Whole blocks are sent, so the length is
 * rounded up to a block, but cut at the object's end. Answered by {@link Data}, or by {@link ErrorReply}: ENODATA with the range's presence bitmap as its detail, ESTALE, ENOBUFS.
 *
 * @param offset in bytes from the object's start
 * @param length in bytes, at most {@link Limits#MAX_IO_BYTES}
 * @param holes what to do when blocks are missing
 * @param whole whether the object is one piece (SINGLE_CHUNK): while any block of it is missing, all are
 */
public record Read(CookieId cookie, ObjectGeneration generation, long offset, int length, Holes holes, boolean whole)
        implements Frame {
    /** Of an object that may be cached in parts. */
    public Read(CookieId cookie, ObjectGeneration generation, long offset, int length, Holes holes) {
        this(cookie, generation, offset, length, holes, false);
    }

    /** What a node does when blocks of the range are missing. The id is the wire's. */
    public enum Holes {
        /** ENODATA when any block is missing. */
        FAIL(1),
        /** The present blocks up to the first missing one; ENODATA when the first one is missing. */
        STOP(2),
        /** Like {@link #FAIL}; in later versions the answer carries a grant to fill, or waits for who has it. */
        FILL(3);

        private final int id;

        Holes(int id) {
            this.id = id;
        }

        public int id() {
            return id;
        }

        static Holes of(int id) {
            return switch (id) {
                case 1 -> FAIL;
                case 2 -> STOP;
                case 3 -> FILL;
                default -> throw new ProtocolException("unknown hole policy " + id);
            };
        }
    }

    public Read {
        Wire.checkIo(offset, length, "READ");
    }

    @Override
    public FrameType type() {
        return FrameType.READ;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCookieId(out, cookie);
        generation.encode(out);
        out.writeLong(offset);
        out.writeInt(length);
        out.writeByte(holes.id());
        out.writeByte(whole ? 1 : 0);
    }

    static Read decode(ByteBuf in) {
        return new Read(
                Wire.readCookieId(in),
                ObjectGeneration.decode(in),
                Wire.readSize(in, "offset"),
                Wire.readInt(in, "length"),
                Holes.of(Wire.readByte(in, "holes")),
                Wire.readBoolean(in, "whole"));
    }
}
