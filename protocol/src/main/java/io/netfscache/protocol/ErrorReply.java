package io.netfscache.protocol;

import io.netty.buffer.ByteBuf;

/**
 * The request failed.
 *
 * @param code what the caller does next
 * @param reason why
 * @param message for people: what happened, to what
 * @param detail of ENODATA for a {@link Read}: presence bitmap of the blocks of its range; else empty
 */
public record ErrorReply(ErrorCode code, Reason reason, String message, Bytes detail) implements Frame {
    /** @throws IllegalArgumentException for an ENOBUFS without a reason */
    public ErrorReply {
        reason = code.with(reason);
        if (message.length() > Limits.MAX_MESSAGE_BYTES / 4) {
            message = message.substring(0, Limits.MAX_MESSAGE_BYTES / 4);
        }
    }

    public ErrorReply(ErrorCode code, Reason reason, String message) {
        this(code, reason, message, Bytes.EMPTY);
    }

    @Override
    public FrameType type() {
        return FrameType.ERROR;
    }

    @Override
    public void encode(ByteBuf out) {
        out.writeByte(code.id());
        out.writeShort(reason.id());
        Wire.writeString(out, message, Limits.MAX_MESSAGE_BYTES, "message");
        detail.encode(out, Limits.MAX_BITMAP_BYTES, "detail");
    }

    static ErrorReply decode(ByteBuf in) {
        ErrorCode code = ErrorCode.of(Wire.readByte(in, "code"));
        Reason reason = Reason.of(Wire.readShort(in, "reason"));
        if (code == ErrorCode.ENOBUFS && reason == Reason.NONE) {
            throw new ProtocolException("an ENOBUFS without a reason");
        }
        return new ErrorReply(
                code,
                reason,
                Wire.readString(in, Limits.MAX_MESSAGE_BYTES, "message"),
                Bytes.decode(in, Limits.MAX_BITMAP_BYTES, "detail"));
    }
}
