package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The 16 bytes before each body, see the package description.
 *
 * @param bodyBytes bytes of the body, payload included
 */
public record FrameHeader(FrameType type, long requestId, int bodyBytes) {
    private static final int REST = Limits.HEADER_BYTES - 4;

    public void encode(ByteBuf out) {
        out.writeInt(REST + bodyBytes);
        out.writeByte(type.id());
        out.writeByte(0);
        out.writeShort(0);
        out.writeLong(requestId);
    }

    /**
     * Reads a header of which all {@link Limits#HEADER_BYTES} are there.
     *
     * @param maxLength largest length field to accept
     * @throws ProtocolException on a length out of bounds, an unknown type or flags that are not zero
     */
    public static FrameHeader decode(ByteBuf in, int maxLength) {
        long length = in.readUnsignedInt();
        if (length < REST || length > maxLength) {
            throw new ProtocolException("frame length " + length + " is not between " + REST + " and " + maxLength);
        }
        FrameType type = FrameType.of(in.readUnsignedByte());
        if (in.readUnsignedByte() != 0 || in.readUnsignedShort() != 0) {
            throw new ProtocolException("flags of " + type + " are not zero");
        }
        return new FrameHeader(type, in.readLong(), (int) length - REST);
    }

    /** Writes header and body of a frame that has no payload. */
    public static void encodeFrame(ByteBuf out, long requestId, Frame frame) {
        encodeFrame(out, requestId, frame, 0);
    }

    /** Writes header and body of a frame whose payload of {@code payloadBytes} the caller sends right after it. */
    public static void encodeFrame(ByteBuf out, long requestId, Frame frame, int payloadBytes) {
        int start = out.writerIndex();
        out.writeZero(Limits.HEADER_BYTES);
        frame.encode(out);
        int end = out.writerIndex();
        out.writerIndex(start);
        new FrameHeader(frame.type(), requestId, end - start - Limits.HEADER_BYTES + payloadBytes).encode(out);
        out.writerIndex(end);
    }
}
