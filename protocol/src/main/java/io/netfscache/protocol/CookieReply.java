package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The state of an object's record. Answers {@link Use}, {@link LookUp} and {@link Change}.
 *
 * @param created whether the record is new: there is nothing to read
 * @param disabled whether caching of the object is off (DIO_WRITE)
 */
public record CookieReply(
        CookieId cookie, ObjectGeneration generation, Bytes aux, long objectSize, boolean created, boolean disabled)
        implements Frame {
    @Override
    public FrameType type() {
        return FrameType.COOKIE;
    }

    @Override
    public void encode(ByteBuf out) {
        Wire.writeCookieId(out, cookie);
        generation.encode(out);
        aux.encode(out, Limits.MAX_AUX_BYTES, "aux");
        out.writeLong(objectSize);
        out.writeByte(created ? 1 : 0);
        out.writeByte(disabled ? 1 : 0);
    }

    static CookieReply decode(ByteBuf in) {
        return new CookieReply(
                Wire.readCookieId(in),
                ObjectGeneration.decode(in),
                Bytes.decode(in, Limits.MAX_AUX_BYTES, "aux"),
                Wire.readSize(in, "object size"),
                Wire.readBoolean(in, "created"),
                Wire.readBoolean(in, "disabled"));
    }
}
