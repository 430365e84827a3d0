package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * Answer to an accepted {@link Hello}.
 *
 * @param version the version that both will speak
 * @param node who answers
 * @param chunkBytes size of a chunk in this cluster
 * @param requestCredits requests that may be outstanding on this connection; one more closes it
 * @param byteCredits bytes of {@link Read} lengths and {@link Write} payloads that may be outstanding
 * @param leaseMillis longest life of a session lease
 */
public record Welcome(int version, NodeId node, int chunkBytes, int requestCredits, int byteCredits, int leaseMillis)
        implements Frame {
    public Welcome {
        if (chunkBytes < Limits.MAX_IO_BYTES || chunkBytes % Limits.MAX_IO_BYTES != 0) {
            throw new ProtocolException("chunk size " + chunkBytes + " is not a multiple of " + Limits.MAX_IO_BYTES);
        }
        if (requestCredits <= 0 || byteCredits < Limits.MAX_IO_BYTES) {
            throw new ProtocolException(
                    "credits too small: " + requestCredits + " requests, " + byteCredits + " bytes");
        }
    }

    @Override
    public FrameType type() {
        return FrameType.WELCOME;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeShort(version);
        Wire.writeNodeId(out, node);
        out.writeInt(chunkBytes);
        out.writeInt(requestCredits);
        out.writeInt(byteCredits);
        out.writeInt(leaseMillis);
    }

    static Welcome decode(ByteBuf in) {
        return new Welcome(
                Wire.readShort(in, "version"),
                Wire.readNodeId(in),
                Wire.readInt(in, "chunk bytes"),
                Wire.readInt(in, "request credits"),
                Wire.readInt(in, "byte credits"),
                Wire.readInt(in, "lease millis"));
    }
}
